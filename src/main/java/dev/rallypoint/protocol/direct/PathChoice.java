package dev.rallypoint.protocol.direct;

/**
 * Whether a peer's states are wanted over the direct path: if its round trip is clearly shorter
 * than that over the relay, for a while; and no longer if it is clearly longer, or loses. After a
 * path died it is trusted later, and later still the next time.
 */
final class PathChoice {
    private static final long BETTER_FOR_MS = 300;
    private static final long WORSE_FOR_MS = 1_000;

    /** What differs by less is the same: 2 ms, or a tenth. */
    private static final double MARGIN_MS = 2;

    private static final double MARGIN_SHARE = 0.1;
    private static final int FEWEST_PONGS = 3;
    private static final double TOO_LOSSY = 0.25;
    private static final double LITTLE_LOSS = 0.15;
    private static final long FIRST_DISTRUST_MS = 2_000;
    private static final long LONGEST_DISTRUST_MS = 60_000;

    /** After that its deaths of before are forgotten. */
    private static final long GOOD_SERVICE_MS = 120_000;

    private boolean wants;
    private long otherwiseSinceMs = Long.MAX_VALUE;
    private long wantedSinceMs;
    private long distrustMs = FIRST_DISTRUST_MS;
    private long distrustedUntilMs = Long.MIN_VALUE;

    boolean wants() {
        return wants;
    }

    /** The path died. */
    void onDeath(long nowMs) {
        if (wants) {
            if (nowMs - wantedSinceMs >= GOOD_SERVICE_MS) {
                distrustMs = FIRST_DISTRUST_MS;
            }
            distrustedUntilMs = nowMs + distrustMs;
            distrustMs = Math.min(LONGEST_DISTRUST_MS, 2 * distrustMs);
        }
        wants = false;
        otherwiseSinceMs = Long.MAX_VALUE;
    }

    /**
     * @param relayedMs the round trip over the relay; 0 = not known
     * @return whether the answer is another than before
     */
    boolean look(PathMeter path, double relayedMs, long nowMs) {
        if (wants ? !isWorse(path, relayedMs) : !isBetter(path, relayedMs, nowMs)) {
            otherwiseSinceMs = Long.MAX_VALUE;
            return false;
        }
        otherwiseSinceMs = Math.min(otherwiseSinceMs, nowMs);
        if (nowMs - otherwiseSinceMs < (wants ? WORSE_FOR_MS : BETTER_FOR_MS)) {
            return false;
        }
        wants = !wants;
        wantedSinceMs = nowMs;
        otherwiseSinceMs = Long.MAX_VALUE;
        return true;
    }

    private boolean isBetter(PathMeter path, double relayedMs, long nowMs) {
        return relayedMs > 0
                && nowMs >= distrustedUntilMs
                && path.pongs() >= FEWEST_PONGS
                && path.lossShare() < LITTLE_LOSS
                && path.roundTripMs() + margin(relayedMs) <= relayedMs;
    }

    private static boolean isWorse(PathMeter path, double relayedMs) {
        return path.lossShare() > TOO_LOSSY || path.roundTripMs() > relayedMs + margin(relayedMs);
    }

    private static double margin(double relayedMs) {
        return Math.max(MARGIN_MS, MARGIN_SHARE * relayedMs);
    }
}
