package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;
import java.util.Set;

/** The server side of the netcode standard for many matches on one port, one life long. */
public final class NetcodeServer {
    /** Why a session ended. */
    public enum End {
        /** The player sent a disconnect packet. */
        LEFT,
        /** Nothing was heard for the token's timeout. */
        TIMED_OUT,
        /** The relay ended it: kick, closed match, shutdown. */
        CLOSED,
        /** A newer token of the same player took the slot. */
        REPLACED
    }

    /** Seats are the business of the match, not of the standard. Answers only, never calls back. */
    public interface Admission {
        /** A place in a match, given out by {@link #seat}. {@code maxClients} is 2..64. */
        record Seat(int slot, int maxClients) {
            /** The match is full: answered with a denied packet. */
            public static final Seat FULL = new Seat(-1, 0);

            /** The user data is not a ticket of ours: dropped as MALFORMED_TOKEN. */
            public static final Seat UNREADABLE = new Seat(-2, 0);
        }

        /**
         * The seat for a player whose token was proved genuine.
         *
         * @param userData the 256 bytes of the token, to be read during the call only
         */
        Seat seat(long clientId, byte[] userData, long nowMs);

        /**
         * Whether the token of {@code candidate} is newer than that of {@code current} (same client
         * id).
         */
        boolean isNewer(byte[] candidateUserData, byte[] currentUserData);
    }

    /** What the world sees of the server; never calls back into it from within these methods. */
    public interface Output {
        void onConnected(NetcodeSession session, byte[] userData, long nowMs);

        /**
         * One payload, position to limit, valid during the call only. May call send, nothing else.
         */
        void onPayload(NetcodeSession session, ByteBuffer payload, long nowMs);

        void onDisconnected(NetcodeSession session, End end, long nowMs);

        void onDrop(DropReason reason);
    }

    /**
     * @param protocolId of the game
     * @param privateKey102 32 bytes for 1.02 tokens
     * @param privateKey101 32 bytes for 1.01 tokens; another key than for 1.02
     * @param ownAddresses one of them must be in a token's private address list
     * @param restartEpoch grows with every start of this node: makes the bases of the send
     *     sequences disjoint, so that no nonce repeats under one token's keys
     * @param maxSessions beyond it requests are dropped
     * @param maxPayloadBytes accepted from clients, at most 1300
     */
    public record Settings(
            long protocolId,
            byte[] privateKey102,
            byte[] privateKey101,
            Set<PeerAddress> ownAddresses,
            int restartEpoch,
            int maxSessions,
            int maxPayloadBytes) {}

    public NetcodeServer(
            Settings settings,
            Aead aead,
            Admission admission,
            Output output,
            Transmit transmit,
            Entropy entropy) {
        throw new UnsupportedOperationException();
    }

    /** One datagram, position to limit; the buffer may be decrypted in place. */
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {}

    public void onTimer(long nowMs) {}

    /** When {@link #onTimer} wants to be called next, Unix ms. */
    public long nextDeadlineMs() {
        return 0;
    }

    /** Seals one payload, position to limit, 1..1200 bytes, and hands it to the Transmit. */
    public void send(NetcodeSession session, ByteBuffer payload, long nowMs) {}

    /** Sends the disconnect packets; ends with {@link Output#onDisconnected}. */
    public void disconnect(NetcodeSession session, End end, long nowMs) {}

    /** Disconnects everybody and forgets all keys; the core is dead after this. */
    public void close(long nowMs) {}

    /** Whether a connected player has this address. */
    public boolean hasSession(PeerAddress address) {
        return false;
    }

    public int sessionCount() {
        return 0;
    }
}
