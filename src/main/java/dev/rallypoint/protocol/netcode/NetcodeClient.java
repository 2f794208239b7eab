package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The client state machine of the netcode standard, one life long. It speaks the version its token
 * carries. Belongs to one thread.
 *
 * <p>{@link #probeAfter} adds failover among the relays of a cluster (docs/protocol/netcode.md
 * §7.1); without it the standard holds to the letter.
 */
public final class NetcodeClient {
    private static final long SEND_MS = 100;
    private static final int MAX_SEND_BYTES = 1200;
    private static final long NEVER = Long.MAX_VALUE;

    /** A relay that was found by probing has this long to finish the handshake. */
    private static final long RESPONSE_MS = 1_000;

    /** A call that comes later than this: the caller stood still and could not listen. */
    private static final long MAX_LATE_MS = 50;

    /** The ten states of the standard with their numbers; negative ones are errors. */
    public enum State {
        TOKEN_EXPIRED(-6),
        INVALID_TOKEN(-5),
        TIMED_OUT(-4),
        RESPONSE_TIMED_OUT(-3),
        REQUEST_TIMED_OUT(-2),
        DENIED(-1),
        DISCONNECTED(0),
        SENDING_REQUEST(1),
        SENDING_RESPONSE(2),
        CONNECTED(3);

        private final int number;

        State(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        public boolean isError() {
            return number < 0;
        }

        /** Whether the client is still at it: 1 to 3. */
        public boolean isActive() {
            return number > 0;
        }
    }

    /** What the world sees of the client; never calls back into it. */
    public interface Output {
        /**
         * The state changed; or, with {@code to} SENDING_REQUEST, the next relay of the token is
         * tried ({@link NetcodeClient#serverAddress()}), also if {@code from} is the same.
         */
        void onState(State from, State to, long nowMs);

        /** One payload, position to limit, little-endian, valid during the call only. */
        void onPayload(ByteBuffer payload, long nowMs);

        void onDrop(DropReason reason);
    }

    private final Output output;

    /** Empty in INVALID_TOKEN, a state in which nothing happens. */
    private final List<PeerAddress> servers;

    /** Null in INVALID_TOKEN. */
    private final ClientPackets packets;

    private final RelayProbes probes;
    private final long timeoutMs;

    /** When the token can no longer be used, by the time it was given to live. */
    private final long expiresMs;

    private long silenceMs = NEVER;
    private boolean silent;
    private State state;
    private int serverIndex;
    private int clientIndex = -1;
    private int maxClients;
    private long nextSendMs;
    private long lastHeardMs;

    /**
     * Starts in SENDING_REQUEST (or INVALID_TOKEN) without telling the output; the first request
     * leaves with the first {@link #onTimer}.
     *
     * @param connectToken the 2048 public bytes, 1.02 or 1.01; unreadable ones lead to {@link
     *     State#INVALID_TOKEN}
     * @param aead used by this client alone
     * @param nowMs Unix time in milliseconds
     */
    public NetcodeClient(
            byte[] connectToken, Aead aead, Transmit transmit, Output output, long nowMs) {
        this.output = output;
        PublicConnectToken token = PublicConnectToken.decode(connectToken).orElse(null);
        nextSendMs = nowMs;
        lastHeardMs = nowMs;
        if (token == null) {
            state = State.INVALID_TOKEN;
            servers = List.of();
            packets = null;
            timeoutMs = NEVER;
            expiresMs = NEVER;
        } else {
            state = State.SENDING_REQUEST;
            servers = token.servers();
            packets = new ClientPackets(token, aead, transmit);
            timeoutMs = PrivateConnectToken.timeoutMs(token.timeoutSeconds());
            expiresMs = nowMs + token.lifetimeMs();
        }
        probes = new RelayProbes(servers.size(), this::probe);
    }

    /**
     * Turns probing on, for a token of a cluster whose relays let a player in only where his match
     * is: after so long without a word of the relay all others of the token are asked, too, and the
     * first that answers is the next one. With another relay to ask, neither the token's expiry nor
     * a timeout ends the client: when to give up is its owner's business. To be called before
     * anything else.
     */
    public void probeAfter(long newSilenceMs) {
        silenceMs = newSilenceMs;
    }

    /**
     * Begins without a relay that is known to be lost, with all others of the token at once. To be
     * called after {@link #probeAfter} and before anything else.
     */
    public void avoid(PeerAddress lost, long nowMs) {
        if (hasOthers() && serverAddress().equals(lost)) {
            probes.skip(serverIndex, nowMs);
            serverIndex = probes.successor(serverIndex, nowMs);
            probes.start(serverIndex, nowMs);
        }
    }

    /** Whether there is a session, but nothing was heard of its relay for the time of probing. */
    public boolean isSilent() {
        return silent;
    }

    /**
     * One datagram, position to limit. Only packets from exactly the relay's address count, and
     * answers of those that are probed.
     */
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        DropReason reason = handle(from, datagram, nowMs);
        if (reason != null) {
            output.onDrop(reason);
        }
    }

    private DropReason handle(PeerAddress from, ByteBuffer datagram, long nowMs) {
        if (!state.isActive()) {
            return DropReason.NO_SESSION;
        }
        if (from.equals(serverAddress())) {
            DropReason refusal = packets.open(datagram);
            return refusal != null ? refusal : act(packets.type(), packets.plaintext(), nowMs);
        }
        int probed = probes.isRunning() ? servers.indexOf(from) : -1;
        return probed < 0 ? DropReason.NO_SESSION : onProbeAnswer(probed, datagram, nowMs);
    }

    private DropReason onProbeAnswer(int probed, ByteBuffer datagram, long nowMs) {
        DropReason refusal = packets.openAnswer(datagram);
        if (refusal != null) {
            return refusal;
        }
        if (packets.type() == PacketType.DENIED) {
            probes.skip(probed, nowMs);
            return null;
        }
        turnTo(probed);
        onChallenge(nowMs);
        return null;
    }

    private DropReason act(PacketType type, ByteBuffer plaintext, long nowMs) {
        switch (state) {
            case SENDING_REQUEST -> {
                if (type == PacketType.CHALLENGE) {
                    onChallenge(nowMs);
                    return null;
                }
            }
            case SENDING_RESPONSE -> {
                if (type == PacketType.KEEP_ALIVE) {
                    onSlot(plaintext, nowMs);
                    return null;
                }
            }
            default -> {
                return actConnected(type, plaintext, nowMs);
            }
        }
        if (type == PacketType.DENIED) {
            giveUpServer(State.DENIED, nowMs);
            return null;
        }
        // A late challenge, or a payload that overtook the keep-alive with our slot.
        return DropReason.NO_SESSION;
    }

    private DropReason actConnected(PacketType type, ByteBuffer plaintext, long nowMs) {
        switch (type) {
            case PAYLOAD -> {
                onHeard(nowMs);
                output.onPayload(plaintext, nowMs);
            }
            case KEEP_ALIVE -> onHeard(nowMs);
            case DISCONNECT -> giveUpServer(State.DISCONNECTED, nowMs);
            default -> {
                return DropReason.ALREADY_CONNECTED;
            }
        }
        return null;
    }

    private void onHeard(long nowMs) {
        lastHeardMs = nowMs;
        if (silent) {
            silent = false;
            probes.stop();
        }
    }

    private void onChallenge(long nowMs) {
        packets.keepChallenge();
        probes.stop();
        lastHeardMs = nowMs;
        become(State.SENDING_RESPONSE, nowMs);
        beat(nowMs);
    }

    private void onSlot(ByteBuffer plaintext, long nowMs) {
        clientIndex = plaintext.getInt();
        maxClients = plaintext.getInt();
        lastHeardMs = nowMs;
        become(State.CONNECTED, nowMs);
        beat(nowMs);
    }

    public void onTimer(long nowMs) {
        if (!state.isActive()) {
            return;
        }
        if (isExpiring() && nowMs >= expiresMs) {
            become(State.TOKEN_EXPIRED, nowMs);
            return;
        }
        excuse(nowMs);
        long heardAgoMs = nowMs - lastHeardMs;
        if (awaitsSilence() && heardAgoMs >= silenceMs) {
            silent = state == State.CONNECTED;
            if (hasOthers()) {
                probes.start(serverIndex, nowMs);
            }
        }
        if (heardAgoMs >= patienceMs()) {
            onTimeout(nowMs);
        }
        if (state.isActive() && nowMs >= nextSendMs) {
            beat(nowMs);
        }
        if (nowMs >= probes.nextBeatMs()) {
            probes.beat(serverIndex, nowMs);
        }
    }

    private void onTimeout(long nowMs) {
        switch (state) {
            case SENDING_REQUEST -> giveUpServer(State.REQUEST_TIMED_OUT, nowMs);
            case SENDING_RESPONSE -> giveUpServer(State.RESPONSE_TIMED_OUT, nowMs);
            default -> endSession(nowMs);
        }
    }

    private void endSession(long nowMs) {
        if (hasOthers()) {
            tryServer(probes.successor(serverIndex, nowMs), nowMs);
            probes.start(serverIndex, nowMs);
        } else {
            become(State.TIMED_OUT, nowMs);
        }
    }

    /** What came in while the caller stood still is not in yet: that time is not silence. */
    private void excuse(long nowMs) {
        long lateMs = nowMs - nextDeadlineMs();
        if (silenceMs != NEVER && lateMs > MAX_LATE_MS) {
            lastHeardMs = Math.min(nowMs, lastHeardMs + lateMs);
        }
    }

    /** When {@link #onTimer} wants to be called next, Unix ms; never in an end state. */
    public long nextDeadlineMs() {
        if (!state.isActive()) {
            return NEVER;
        }
        long next = Math.min(nextSendMs, probes.nextBeatMs());
        next = isExpiring() ? Math.min(next, expiresMs) : next;
        long waitMs = awaitsSilence() ? Math.min(silenceMs, patienceMs()) : patienceMs();
        return waitMs == NEVER ? next : Math.min(next, lastHeardMs + waitMs);
    }

    /** Whether probing is on and there is somebody to probe. */
    private boolean hasOthers() {
        return silenceMs != NEVER && servers.size() > 1;
    }

    /** Relays let members of a match that moved in with a token that expired meanwhile. */
    private boolean isExpiring() {
        return state != State.CONNECTED && !hasOthers();
    }

    private boolean awaitsSilence() {
        return switch (state) {
            case SENDING_REQUEST -> hasOthers() && !probes.isRunning();
            case CONNECTED -> !silent;
            default -> false;
        };
    }

    /** How long to wait for the relay before it is given up. */
    private long patienceMs() {
        if (!hasOthers() || state == State.CONNECTED) {
            return timeoutMs;
        }
        return state == State.SENDING_RESPONSE ? Math.min(RESPONSE_MS, timeoutMs) : NEVER;
    }

    /**
     * Sends one payload, position to limit, 1..1200 bytes; the buffer is left as it was.
     *
     * @return false, and nothing is sent, unless connected and of that size
     */
    public boolean send(ByteBuffer payload, long nowMs) {
        int bytes = payload.remaining();
        if (state != State.CONNECTED || bytes < 1 || bytes > MAX_SEND_BYTES) {
            return false;
        }
        excuse(nowMs);
        packets.sendPayload(serverAddress(), payload);
        nextSendMs = nowMs + SEND_MS;
        return true;
    }

    /**
     * Ends in {@link State#DISCONNECTED}, with ten disconnect packets if connected; does nothing in
     * an end state.
     */
    public void disconnect(long nowMs) {
        if (!state.isActive()) {
            return;
        }
        if (state == State.CONNECTED) {
            packets.sendDisconnects(serverAddress());
        }
        become(State.DISCONNECTED, nowMs);
    }

    public State state() {
        return state;
    }

    /** The slot, 0-based; -1 before the first keep-alive. */
    public int clientIndex() {
        return clientIndex;
    }

    public int maxClients() {
        return maxClients;
    }

    /**
     * The relay that is tried or used now, or was last.
     *
     * @throws IllegalStateException in {@link State#INVALID_TOKEN}
     */
    public PeerAddress serverAddress() {
        if (servers.isEmpty()) {
            throw new IllegalStateException("the connect token is unreadable");
        }
        return servers.get(serverIndex);
    }

    /** Tries the next relay of the token, or ends in {@code end} if there is none, or no time. */
    private void giveUpServer(State end, long nowMs) {
        if (hasOthers()) {
            goOn(end, nowMs);
        } else if (serverIndex + 1 >= servers.size() || nowMs >= expiresMs) {
            become(end, nowMs);
        } else {
            tryServer(serverIndex + 1, nowMs);
        }
    }

    /** Asks all others at once, around and around. */
    private void goOn(State end, long nowMs) {
        probes.skip(serverIndex, nowMs);
        if (end == State.DENIED && probes.areAllSkipped(nowMs)) {
            become(end, nowMs);
            return;
        }
        tryServer(probes.successor(serverIndex, nowMs), nowMs);
        probes.start(serverIndex, nowMs);
    }

    private void tryServer(int server, long nowMs) {
        turnTo(server);
        lastHeardMs = nowMs;
        nextSendMs = nowMs;
        become(State.SENDING_REQUEST, nowMs);
    }

    /** From now on this relay counts, and what the one before said does not. */
    private void turnTo(int server) {
        serverIndex = server;
        clientIndex = -1;
        maxClients = 0;
        silent = false;
        packets.forgetReceived();
    }

    private void probe(int server) {
        packets.sendRequest(servers.get(server));
    }

    /** Sends what the state says every 100 ms. */
    private void beat(long nowMs) {
        nextSendMs = nowMs + SEND_MS;
        switch (state) {
            case SENDING_REQUEST -> packets.sendRequest(serverAddress());
            case SENDING_RESPONSE -> packets.sendResponse(serverAddress());
            default -> packets.sendKeepAlive(serverAddress());
        }
    }

    private void become(State to, long nowMs) {
        State from = state;
        state = to;
        if (!to.isActive()) {
            silent = false;
            probes.stop();
            packets.close();
        }
        output.onState(from, to, nowMs);
    }
}
