package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;

/** Seats are the business of the match, not of the standard. Answers only, never calls back. */
public interface Admission {
    /**
     * What a genuine token says.
     *
     * @param userData its 256 bytes, to be read during the call only
     * @param isHome whether this relay stands first in it; else it is one to go on to
     * @param isLate whether it had expired when its player first asked
     */
    record Claim(long clientId, byte[] userData, boolean isHome, boolean isLate) {}

    /**
     * A place in a match, or why there is none, given out by {@link #seat}.
     *
     * @param maxClients 2..64
     * @param refusal null = he has it
     */
    record Seat(int slot, int maxClients, DropReason refusal) {
        /** The match is full: answered with a denied packet. */
        public static final Seat FULL = refused(DropReason.MATCH_FULL);

        /** The match went on elsewhere: answered with a denied packet, so that he goes on too. */
        public static final Seat MOVED = refused(DropReason.MATCH_MOVED);

        /** The match may come here, but is not here yet. */
        public static final Seat NOT_HOME = refused(DropReason.NOT_HOME);

        /** A late token of somebody who is not expected. */
        public static final Seat EXPIRED = refused(DropReason.EXPIRED_TOKEN);

        /** The player may not play: answered with a denied packet. */
        public static final Seat BANNED = refused(DropReason.PLAYER_BANNED);

        /** The user data is not a ticket of ours. */
        public static final Seat UNREADABLE = refused(DropReason.MALFORMED_TOKEN);

        public Seat(int slot, int maxClients) {
            this(slot, maxClients, null);
        }

        private static Seat refused(DropReason reason) {
            return new Seat(-1, 0, reason);
        }

        /** Whether the player is told at once; all other refusals are silence. */
        boolean isDenied() {
            return refusal == DropReason.MATCH_FULL
                    || refusal == DropReason.MATCH_MOVED
                    || refusal == DropReason.PLAYER_BANNED;
        }
    }

    /**
     * The seat for a player whose token was proved genuine. A pure question, asked for every
     * request (is there room at all?) and again for the response, whose answer is the seat the
     * player gets; it is taken at {@link NetcodeServer.Output#onConnected}, not before, and free
     * again at {@link NetcodeServer.Output#onDisconnected}. When an older session of the same
     * client id still holds the seat, the answer is that seat: the older session ends between this
     * call and {@code onConnected}.
     *
     * <p>The server forgets which late tokens made a session after {@link #expectsUntilMs}: who
     * seats one must know for good that he did, and never do it twice, or nonces would repeat.
     */
    Seat seat(Claim claim, long nowMs);

    /**
     * Whether the token of {@code candidate} is newer than that of the session (same client id):
     * then it takes over at once. Equal ones are not newer.
     */
    boolean isNewer(byte[] candidateUserData, NetcodeSession current);

    /**
     * Until when somebody may come with a token that has expired, Unix ms; 0 = nobody may. While
     * nobody is expected, such requests are dropped at no cost.
     */
    default long expectsUntilMs() {
        return 0;
    }

    /** The mark of a datagram without one. */
    long NO_MARK = TokenMark.NONE;

    /** The mark of a packet of somebody whose token was opened before. */
    long PROVEN = -1;

    /**
     * A datagram of an address without session, after what can be refused at no cost.
     *
     * @param mark of its connect token, the same for every copy of it, if a holder of the private
     *     key made it; {@link #PROVEN} for the answer to a challenge; else {@link #NO_MARK}
     * @return null = go on, else why it is dropped
     */
    default DropReason denyStranger(PeerAddress from, long mark, long nowMs) {
        return null;
    }

    /**
     * A request, right before it costs the decryption of 1 KB; asked after {@link #denyStranger} if
     * the address has no session.
     *
     * @param mark the same
     * @return null = go on, else why it is dropped
     */
    default DropReason denyRequest(PeerAddress from, long mark, long nowMs) {
        return null;
    }
}
