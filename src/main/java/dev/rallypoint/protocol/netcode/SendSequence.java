package dev.rallypoint.protocol.netcode;

/**
 * The send sequences of one admission, which are its nonces: a range of 2^28 that no other
 * admission of the same token uses, on this node or another, before or after a restart. Its number
 * is restart epoch (20 bits) and place of the relay in the token's list (5 bits); all stay below
 * 2^53, which is as far as a client in JavaScript counts.
 */
final class SendSequence {
    static final int COUNTER_BITS = 28;

    private static final int ADDRESS_BITS = 5;
    private static final int EPOCH_MASK = (1 << 20) - 1;

    /**
     * Left when a session should be ended in good order, which a sweep of the timers does: more
     * than a relay can seal until then, even if all of it went to one player.
     */
    private static final long RESERVE = 1 << 20;

    private final long end;
    private long next;

    /**
     * @param restartEpoch of the node; grows with every start, counted modulo 2^20
     * @param addressIndex of the relay in the token's private list, 0..31
     */
    SendSequence(int restartEpoch, int addressIndex) {
        long range = (long) (restartEpoch & EPOCH_MASK) << ADDRESS_BITS | addressIndex;
        next = range << COUNTER_BITS;
        end = next + (1L << COUNTER_BITS);
    }

    /** The next one, each once. */
    long next() {
        if (next == end) {
            throw new IllegalStateException("send sequences used up: a nonce would repeat");
        }
        return next++;
    }

    /** Whether the session must end soon, lest it run out. */
    boolean isNearEnd() {
        return end - next < RESERVE;
    }
}
