package dev.rallypoint.client;

/** Serial numbers of the state channel: u32 that wrap around (RFC 1982 arithmetic). */
final class StateSequence {
    private StateSequence() {}

    /** Whether {@code candidate} comes after {@code current}, at most 2^31 - 1 steps ahead. */
    static boolean isNewer(long candidate, long current) {
        return (int) (candidate - current) > 0;
    }
}
