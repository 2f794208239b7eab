package dev.rallypoint.security;

/**
 * The arithmetic of token buckets that refill steadily and hold one second's worth. A bucket's
 * whole state is one {@code long}, the moment at which it will be full again in nanoseconds of Unix
 * time (the generic cell rate algorithm), so a table of buckets is a {@code long[]}; 0 is a full
 * bucket. This object is the rule that all of them share, and has no state.
 */
public final class TokenBucket {
    /** The state of a bucket that nobody has used. */
    public static final long FULL = 0;

    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long intervalNanos;
    private final long toleranceNanos;

    /**
     * @param perSecond 1 to 1,000,000,000 tokens a second, which is also the capacity
     */
    public TokenBucket(int perSecond) {
        if (perSecond < 1 || perSecond > NANOS_PER_SECOND) {
            throw new IllegalArgumentException("tokens a second: " + perSecond);
        }
        intervalNanos = NANOS_PER_SECOND / perSecond;
        toleranceNanos = intervalNanos * (perSecond - 1L);
    }

    /** Whether a token can be taken from a bucket in this state. */
    public boolean hasToken(long state, long nowMs) {
        return state - nowMs * NANOS_PER_MS <= toleranceNanos;
    }

    /** The state after one token was taken. */
    public long afterTaking(long state, long nowMs) {
        return afterTaking(state, 1, nowMs);
    }

    /**
     * The state after any number of tokens was taken, also more than are left: who may spend one
     * may run into debt.
     */
    public long afterTaking(long state, long tokens, long nowMs) {
        return Math.max(state, nowMs * NANOS_PER_MS) + tokens * intervalNanos;
    }
}
