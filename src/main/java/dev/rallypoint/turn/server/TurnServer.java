package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.AlternateServer;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ChannelData;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.Fingerprint;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.UnknownAttributes;
import dev.rallypoint.security.TokenBucket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** A TURN server, RFC 8656. */
public final class TurnServer {
    private final RelayedAddresses addresses;
    private final Allocations allocations;
    private final Authentication authentication;
    private final Answers answers;
    private final TurnCounters counters = new TurnCounters();
    private final PeerData data;
    private final Map<Integer, TurnMethod> methods;
    private final boolean canForbidFragments;
    private final BiConsumer<Integer, Integer> outcome;
    private List<PeerAddress> alternates = List.of();
    private Set<String> banned = Set.of();

    /**
     * @param outcome is told of each answered request: its method and the error code, 0 = success
     */
    public TurnServer(
            TurnTerms terms,
            RelayedPorts ports,
            Entropy entropy,
            BiConsumer<Integer, Integer> outcome) {
        this.outcome = outcome;
        Nonces nonces = new Nonces(entropy);
        addresses = new RelayedAddresses(terms.config(), terms.relayedHosts(), ports, entropy);
        allocations = new Allocations(addresses);
        authentication = new Authentication(terms.config().realm(), terms.secrets(), nonces);
        answers = new Answers(terms.config().realm(), nonces);
        canForbidFragments = ports.canForbidFragments();
        data =
                new PeerData(
                        addresses,
                        counters,
                        new TokenBucket(terms.config().bytesPerAllocation()),
                        canForbidFragments,
                        entropy.nextLong());
        Peers peers = new Peers(terms.policy(), addresses);
        int maxSeconds = terms.config().maxLifetimeSeconds();
        methods =
                Map.of(
                        StunMessage.ALLOCATE,
                        new AllocateMethod(terms.config(), addresses, allocations, this::listen),
                        StunMessage.REFRESH,
                        new RefreshMethod(maxSeconds, allocations, addresses),
                        StunMessage.CREATE_PERMISSION,
                        new CreatePermissionMethod(peers),
                        StunMessage.CHANNEL_BIND,
                        new ChannelBindMethod(peers, lastChannel(terms)));
    }

    private static int lastChannel(TurnTerms terms) {
        return terms.config().channels().equals("rfc5766")
                ? ChannelData.LAST_OLD_CHANNEL
                : ChannelData.LAST_CHANNEL;
    }

    private void listen(Allocation allocation, Relayed relayed) {
        relayed.port()
                .receiveWith(
                        (from, datagram, nowMs) ->
                                data.onPeerDatagram(allocation, from, datagram, nowMs));
    }

    /** Whether a message is a request that is answered here. */
    public boolean takes(StunMessage message) {
        return message.hasMagicCookie()
                && message.stunClass() == StunClass.REQUEST
                && methods.containsKey(message.method());
    }

    /**
     * Answers a request, or says why not.
     *
     * @param request one that it {@link #takes}; valid during the call only
     */
    public Optional<DropReason> onRequest(
            ClientDoor door, PeerAddress from, StunMessage request, long nowMs) {
        Call call = new Call(door, from, request, nowMs);
        // RFC 8489 §6.3: a wrong fingerprint means that it is no STUN.
        if (Fingerprint.isPresent(request) && !Fingerprint.isValid(request)) {
            return Optional.of(DropReason.STUN_BAD_FINGERPRINT);
        }
        // RFC 8656 §5 and §7.2 step 1: authentication comes first.
        Authentication.Verdict verdict = authentication.check(call);
        if (verdict.login().isEmpty()) {
            return refuse(call, verdict.refusal().orElseThrow());
        }
        // RFC 8489 §6.3.1, after it. §7.2 step 4: DONT-FRAGMENT may be one of them.
        List<Integer> unknown = UnknownAttributes.of(request, this::isKnown);
        Login login = verdict.login().get();
        Optional<PeerAddress> alternate = alternate(call);
        if (!unknown.isEmpty()) {
            answers.beginUnknown(call, unknown);
            outcome.accept(request.method(), ErrorCode.UNKNOWN_ATTRIBUTE.code());
        } else if (alternate.isPresent()) {
            // RFC 8656 §7.2 step 11.
            AlternateServer.append(
                    answers.beginError(call, ErrorCode.TRY_ALTERNATE), alternate.get());
            outcome.accept(request.method(), ErrorCode.TRY_ALTERNATE.code());
        } else {
            answer(call, login);
        }
        answers.send(call, login);
        return Optional.empty();
    }

    /**
     * Where new allocations are sent on to, of the family that the request came over (RFC 8489
     * §10). Over TLS nobody is: the other server's name would have to be told too.
     */
    private Optional<PeerAddress> alternate(Call call) {
        boolean isNew =
                call.request().method() == StunMessage.ALLOCATE && call.allocation().isEmpty();
        if (!isNew || call.door().transport() == ClientTransport.TLS) {
            return Optional.empty();
        }
        return alternates.stream()
                .filter(server -> server.isIpv4() == call.client().isIpv4())
                .findFirst();
    }

    /**
     * Sends new allocations on to other servers from now on; those that are here stay.
     *
     * @param servers empty = takes them itself
     */
    public void setAlternates(List<PeerAddress> servers) {
        alternates = List.copyOf(servers);
    }

    private Optional<DropReason> refuse(Call call, Refusal refusal) {
        outcome.accept(call.request().method(), refusal.error().code());
        return answers.sendRefusal(call, refusal)
                ? Optional.empty()
                : Optional.of(DropReason.STUN_ANSWER_TOO_LARGE);
    }

    private boolean isKnown(int type) {
        return AttributeType.isKnownToTurn(type)
                && (type != AttributeType.DONT_FRAGMENT || canForbidFragments);
    }

    private void answer(Call call, Login login) {
        StunWriter success = answers.beginSuccess(call);
        Optional<ErrorCode> error =
                banned.contains(login.username().playerId())
                        ? Optional.of(ErrorCode.FORBIDDEN)
                        : methods.get(call.request().method()).handle(call, login, success);
        error.ifPresent(code -> answers.beginError(call, code));
        outcome.accept(call.request().method(), error.map(ErrorCode::code).orElse(0));
    }

    /** Whether it is data of a client: no request, and never answered. */
    public static boolean isData(ByteBuffer message) {
        return ChannelData.isChannelData(message) || SendIndication.isOne(message);
    }

    /**
     * Relays data of a client, or drops and counts it.
     *
     * @param message ChannelData or a Send indication, position to limit; position and limit are
     *     changed
     */
    public void onData(ClientDoor door, PeerAddress from, ByteBuffer message, long nowMs) {
        Allocation allocation = door.allocationOf(from);
        if (allocation == null || !allocation.isAlive(nowMs)) {
            counters.drop(DropReason.TURN_NO_ALLOCATION);
        } else if (SendIndication.isOne(message)) {
            data.onSendIndication(allocation, message, nowMs);
        } else {
            data.onChannelData(allocation, message, nowMs);
        }
    }

    /** A connection is closed: what was allocated over it ends. */
    public void onClosed(ClientDoor door) {
        door.allocations().forEach(allocations::remove);
    }

    /** To be called about once a second: allocations and reservations end in time. */
    public void onTimer(long nowMs) {
        allocations.removeIf(allocation -> !allocation.isAlive(nowMs));
        addresses.expire(nowMs);
    }

    /** From now on these players have no allocations, and nobody else is banned. */
    public void setBanned(Set<String> playerIds) {
        banned = Set.copyOf(playerIds);
        allocations.removeIf(allocation -> banned.contains(allocation.owner().playerId()));
    }

    /** The allocations of these clients' addresses end. */
    public void endClients(Predicate<PeerAddress> isDenied) {
        allocations.removeIf(allocation -> isDenied.test(allocation.client()));
    }

    /** Ends everything. */
    public void close() {
        allocations.removeIf(allocation -> true);
        addresses.closeReservations();
    }

    public TurnCounters counters() {
        return counters;
    }

    /** Of that transport, now. */
    public int allocations(ClientTransport transport) {
        return allocations.count(transport);
    }
}
