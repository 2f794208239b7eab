package dev.rallypoint.turn;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.NatBehavior;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.security.Firewall;
import dev.rallypoint.turn.server.ClientDoor;
import dev.rallypoint.turn.server.TurnServer;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Every message of the STUN and TURN ports: answered, relayed, or dropped and counted. The steps
 * are those of docs/protocol/stun.md §2, in their order.
 */
public final class StunServer {
    /** Whether a source may be answered once more; counts the request against it. */
    public interface SourceLimit {
        boolean admits(PeerAddress from, long nowMs);
    }

    /** The reasons that this core counts. */
    public static final List<DropReason> REASONS =
            List.of(
                    DropReason.FIREWALL_DENIED,
                    DropReason.NOT_STUN,
                    DropReason.STUN_NOT_A_REQUEST,
                    DropReason.SOURCE_LIMIT,
                    DropReason.STUN_BAD_FINGERPRINT,
                    DropReason.STUN_CHANGE_LIMIT,
                    DropReason.STUN_ANSWER_TOO_LARGE);

    private static final int ANSWERED = DropReason.values().length;

    private final BindingResponder responder;
    private final SourceLimit limit;
    private final Map<ClientDoor, NatBehavior> behaviors = new IdentityHashMap<>();
    private Optional<TurnServer> turn = Optional.empty();
    private Firewall firewall = Firewall.OPEN;

    /** Written by the event loop alone, read by any thread; the last place is for answers. */
    private final AtomicLongArray counts = new AtomicLongArray(DropReason.values().length + 1);

    public StunServer(BindingResponder responder, SourceLimit limit) {
        this.responder = responder;
        this.limit = limit;
    }

    /** Serves TURN too from now on. */
    public void serve(TurnServer server) {
        turn = Optional.of(server);
    }

    /** Who is refused from now on; his allocations end too. */
    public void setFirewall(Firewall newFirewall) {
        firewall = newFirewall;
        turn.ifPresent(server -> server.endClients(newFirewall::isDenied));
    }

    /** The node has a second address from now on, for what comes to this door (RFC 5780). */
    public void setBehavior(ClientDoor door, NatBehavior behavior) {
        behaviors.put(door, behavior);
    }

    /** It has none any more. */
    public void forgetBehaviors() {
        behaviors.clear();
    }

    /**
     * @param message one datagram, or one message of a connection, position to limit; not kept
     */
    public void onMessage(ClientDoor door, PeerAddress from, ByteBuffer message, long nowMs) {
        if (turn.isPresent() && TurnServer.isData(message)) {
            turn.get().onData(door, from, message, nowMs);
            return;
        }
        // Not asked about data: who is denied has no allocation that it could be of.
        if (firewall.isDenied(from)) {
            drop(DropReason.FIREWALL_DENIED);
            return;
        }
        Optional<StunMessage> parsed =
                StunMessage.parse(message).filter(StunServer::isOfAStunClient);
        if (parsed.isEmpty()) {
            drop(DropReason.NOT_STUN);
        } else if (!isRequest(parsed.get())) {
            drop(DropReason.STUN_NOT_A_REQUEST);
        } else if (!limit.admits(from, nowMs)) {
            drop(DropReason.SOURCE_LIMIT);
        } else {
            answer(door, from, parsed.get(), nowMs)
                    .ifPresentOrElse(this::drop, () -> count(ANSWERED));
        }
    }

    /** Without the cookie only RFC 3489's Binding request is worth a look. */
    private static boolean isOfAStunClient(StunMessage message) {
        return message.hasMagicCookie() || isBindingRequest(message);
    }

    private static boolean isBindingRequest(StunMessage message) {
        return message.is(StunClass.REQUEST, StunMessage.BINDING);
    }

    private boolean isRequest(StunMessage message) {
        return isBindingRequest(message)
                || turn.filter(server -> server.takes(message)).isPresent();
    }

    private Optional<DropReason> answer(
            ClientDoor door, PeerAddress from, StunMessage request, long nowMs) {
        if (!isBindingRequest(request)) {
            return turn.orElseThrow().onRequest(door, from, request, nowMs);
        }
        NatBehavior behavior = behaviors.get(door);
        return behavior == null || !isOfOneFamily(behavior, from)
                ? responder.onRequest(from, request, door.out())
                : responder.onRequest(from, request, behavior, nowMs);
    }

    private static boolean isOfOneFamily(NatBehavior behavior, PeerAddress from) {
        return behavior.addresses().asked().isIpv4() == from.isIpv4();
    }

    private void drop(DropReason reason) {
        count(reason.ordinal());
    }

    private void count(int place) {
        counts.lazySet(place, counts.get(place) + 1);
    }

    /** Requests answered, with success or with an error. */
    public long answered() {
        return counts.get(ANSWERED);
    }

    public long dropped(DropReason reason) {
        return counts.get(reason.ordinal());
    }
}
