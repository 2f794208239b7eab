package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;

/**
 * The client state machine of the netcode standard, one life long. It speaks the version its token
 * carries. Its own sequences never start again, also not at the next relay: they are nonces under
 * one key. Belongs to one thread.
 */
public final class NetcodeClient {
    private static final long SEND_MS = 100;
    private static final int MAX_SEND_BYTES = 1200;

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

    private final Transmit transmit;
    private final Output output;

    /** Null in INVALID_TOKEN, a state in which nothing happens. */
    private final PublicConnectToken token;

    private final PeerKeys keys;
    private final PacketCodec codec;
    private final long timeoutMs;

    /** When the token can no longer be used, by the time it was given to live. */
    private final long expiresMs;

    private final ReplayProtection replay = new ReplayProtection();
    private final ByteBuffer request;
    private final ByteBuffer keepAlive = ByteBuffer.allocate(2 * Integer.BYTES);
    private final ByteBuffer challenge =
            ByteBuffer.allocate(Long.BYTES + ChallengeToken.SEALED_BYTES);
    private State state;
    private int serverIndex;
    private int clientIndex = -1;
    private int maxClients;
    private long sendSequence;
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
        this.transmit = transmit;
        this.output = output;
        token = PublicConnectToken.decode(connectToken).orElse(null);
        nextSendMs = nowMs;
        lastHeardMs = nowMs;
        if (token == null) {
            state = State.INVALID_TOKEN;
            keys = null;
            codec = null;
            timeoutMs = Long.MAX_VALUE;
            expiresMs = Long.MAX_VALUE;
            request = keepAlive;
            return;
        }
        state = State.SENDING_REQUEST;
        keys = PeerKeys.ofClient(token, aead);
        codec = new PacketCodec(aead, token.header().protocolId());
        timeoutMs = PrivateConnectToken.timeoutMs(token.timeoutSeconds());
        expiresMs = nowMs + token.lifetimeMs();
        request = ByteBuffer.allocate(token.header().version().requestBytes());
        ConnectRequest.write(token.header(), token.privateData(), request);
        request.flip();
    }

    /** One datagram, position to limit. Only packets from exactly the relay's address count. */
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        DropReason reason =
                state.isActive() && from.equals(serverAddress())
                        ? handle(datagram, nowMs)
                        : DropReason.NO_SESSION;
        if (reason != null) {
            output.onDrop(reason);
        }
    }

    private DropReason handle(ByteBuffer datagram, long nowMs) {
        DropReason refusal = codec.readHeader(datagram, PacketType.Side.CLIENT);
        if (refusal != null) {
            return refusal;
        }
        boolean isProtected = codec.type().isReplayProtected();
        if (isProtected && replay.isReplay(codec.sequence())) {
            return DropReason.REPLAYED;
        }
        refusal = codec.open(keys);
        if (refusal != null) {
            return refusal;
        }
        if (isProtected) {
            replay.advance(codec.sequence());
        }
        refusal = codec.checkSize(PacketType.MAX_PAYLOAD_BYTES);
        return refusal != null ? refusal : act(codec.type(), codec.plaintext(), nowMs);
    }

    private DropReason act(PacketType type, ByteBuffer plaintext, long nowMs) {
        switch (state) {
            case SENDING_REQUEST -> {
                if (type == PacketType.CHALLENGE) {
                    onChallenge(plaintext, nowMs);
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
                lastHeardMs = nowMs;
                output.onPayload(plaintext, nowMs);
            }
            case KEEP_ALIVE -> lastHeardMs = nowMs;
            case DISCONNECT -> giveUpServer(State.DISCONNECTED, nowMs);
            default -> {
                return DropReason.ALREADY_CONNECTED;
            }
        }
        return null;
    }

    private void onChallenge(ByteBuffer plaintext, long nowMs) {
        challenge.clear().put(plaintext).flip();
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
        if (state != State.CONNECTED && nowMs >= expiresMs) {
            become(State.TOKEN_EXPIRED, nowMs);
            return;
        }
        if (nowMs - lastHeardMs >= timeoutMs) {
            onSilence(nowMs);
        }
        if (state.isActive() && nowMs >= nextSendMs) {
            beat(nowMs);
        }
    }

    private void onSilence(long nowMs) {
        switch (state) {
            case SENDING_REQUEST -> giveUpServer(State.REQUEST_TIMED_OUT, nowMs);
            case SENDING_RESPONSE -> giveUpServer(State.RESPONSE_TIMED_OUT, nowMs);
            default -> become(State.TIMED_OUT, nowMs);
        }
    }

    /** When {@link #onTimer} wants to be called next, Unix ms; never in an end state. */
    public long nextDeadlineMs() {
        if (!state.isActive()) {
            return Long.MAX_VALUE;
        }
        long next = state == State.CONNECTED ? nextSendMs : Math.min(nextSendMs, expiresMs);
        return timeoutMs == Long.MAX_VALUE ? next : Math.min(next, lastHeardMs + timeoutMs);
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
        transmit(codec.seal(PacketType.PAYLOAD, sendSequence++, keys, payload));
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
            for (int i = 0; i < PacketSender.DISCONNECT_PACKETS; i++) {
                transmit(codec.seal(PacketType.DISCONNECT, sendSequence++, keys));
            }
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
        if (token == null) {
            throw new IllegalStateException("the connect token is unreadable");
        }
        return token.servers().get(serverIndex);
    }

    /** Tries the next relay of the token, or ends in {@code end} if there is none, or no time. */
    private void giveUpServer(State end, long nowMs) {
        if (serverIndex + 1 >= token.servers().size() || nowMs >= expiresMs) {
            become(end, nowMs);
            return;
        }
        serverIndex++;
        clientIndex = -1;
        maxClients = 0;
        replay.reset();
        lastHeardMs = nowMs;
        nextSendMs = nowMs;
        become(State.SENDING_REQUEST, nowMs);
    }

    /** Sends what the state says every 100 ms. */
    private void beat(long nowMs) {
        nextSendMs = nowMs + SEND_MS;
        switch (state) {
            case SENDING_REQUEST -> transmit(request.rewind());
            case SENDING_RESPONSE ->
                    transmit(codec.seal(PacketType.RESPONSE, sendSequence++, keys, challenge));
            default -> transmit(codec.seal(PacketType.KEEP_ALIVE, sendSequence++, keys, keepAlive));
        }
    }

    private void transmit(ByteBuffer datagram) {
        transmit.send(serverAddress(), datagram);
    }

    private void become(State to, long nowMs) {
        State from = state;
        state = to;
        if (!to.isActive()) {
            keys.close();
        }
        output.onState(from, to, nowMs);
    }
}
