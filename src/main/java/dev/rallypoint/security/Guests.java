package dev.rallypoint.security;

/**
 * Many who are about to come, perhaps all from one address: the players of a match whose relay
 * died. So many requests more pass the buckets of their source and prefix, whoever they are of.
 */
final class Guests {
    private static final int MAX = 1 << 20;
    private static final int EXPECTED_MS = 5_000;

    private int left;
    private long untilMs;

    void expect(int requests, long nowMs) {
        boolean isOver = nowMs >= untilMs;
        left = Math.min(MAX, requests + (isOver ? 0 : left));
        untilMs = nowMs + EXPECTED_MS;
    }

    boolean tryTake(long nowMs) {
        if (left == 0 || nowMs >= untilMs) {
            return false;
        }
        left--;
        return true;
    }
}
