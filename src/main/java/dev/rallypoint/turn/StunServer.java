package dev.rallypoint.turn;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Every datagram of the STUN port: answered, or dropped and counted. The steps are those of
 * docs/protocol/stun.md §2, in their order.
 */
public final class StunServer {
    /** Whether a source may be answered once more; counts the request against it. */
    public interface SourceLimit {
        boolean admits(PeerAddress from, long nowMs);
    }

    /** The reasons that this core counts. */
    public static final List<DropReason> REASONS =
            List.of(
                    DropReason.NOT_STUN,
                    DropReason.STUN_NOT_A_REQUEST,
                    DropReason.SOURCE_LIMIT,
                    DropReason.STUN_BAD_FINGERPRINT);

    private static final int ANSWERED = DropReason.values().length;

    private final BindingResponder responder;
    private final SourceLimit limit;
    private final Transmit out;

    /** Written by the event loop alone, read by any thread; the last place is for answers. */
    private final AtomicLongArray counts = new AtomicLongArray(DropReason.values().length + 1);

    public StunServer(BindingResponder responder, SourceLimit limit, Transmit out) {
        this.responder = responder;
        this.limit = limit;
        this.out = out;
    }

    /**
     * @param datagram position to limit; not kept
     */
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        Optional<StunMessage> message =
                StunMessage.parse(datagram).filter(StunServer::isOfAStunClient);
        if (message.isEmpty()) {
            drop(DropReason.NOT_STUN);
        } else if (!isBindingRequest(message.get())) {
            drop(DropReason.STUN_NOT_A_REQUEST);
        } else if (!limit.admits(from, nowMs)) {
            drop(DropReason.SOURCE_LIMIT);
        } else {
            responder
                    .onRequest(from, message.get(), out)
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
