package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;

/** The client state machine of the netcode standard, one life long. */
public final class NetcodeClient {
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
    }

    /** What the world sees of the client; never calls back into it. */
    public interface Output {
        void onState(State from, State to, long nowMs);

        /** One payload, position to limit, valid during the call only. */
        void onPayload(ByteBuffer payload, long nowMs);

        void onDrop(DropReason reason);
    }

    /**
     * @param connectToken the 2048 public bytes; unreadable ones lead to {@link
     *     State#INVALID_TOKEN}
     * @param nowMs Unix time in milliseconds
     */
    public NetcodeClient(
            byte[] connectToken, Aead aead, Transmit transmit, Output output, long nowMs) {
        throw new UnsupportedOperationException();
    }

    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {}

    public void onTimer(long nowMs) {}

    /** When {@link #onTimer} wants to be called next, Unix ms. */
    public long nextDeadlineMs() {
        return 0;
    }

    /** Sends one payload of 1..1200 bytes; does nothing unless connected. */
    public void send(ByteBuffer payload, long nowMs) {}

    /** Sends the ten disconnect packets and ends in {@link State#DISCONNECTED}. */
    public void disconnect(long nowMs) {}

    public State state() {
        return State.DISCONNECTED;
    }

    /** The slot, 0-based; -1 before the first keep-alive. */
    public int clientIndex() {
        return -1;
    }

    public int maxClients() {
        return 0;
    }

    /** The relay that is tried or used now. */
    public PeerAddress serverAddress() {
        throw new UnsupportedOperationException();
    }
}
