package dev.rallypoint.runtime;

/**
 * Unix time that never goes back: the wall clock at start plus the monotonic clock since, moved
 * forward when the wall clock is set ahead by more than a second. Thread-safe.
 */
public final class EpochClock {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long JUMP_MS = 1_000;

    private volatile long offsetMs = System.currentTimeMillis() - System.nanoTime() / NANOS_PER_MS;

    /** Unix time in milliseconds. */
    public long nowMs() {
        return System.nanoTime() / NANOS_PER_MS + offsetMs;
    }

    /** Follows the wall clock if it was set ahead; to be called about once a second. */
    public void followWallClock() {
        long aheadMs = System.currentTimeMillis() - nowMs();
        if (aheadMs > JUMP_MS) {
            offsetMs += aheadMs;
        }
    }
}
