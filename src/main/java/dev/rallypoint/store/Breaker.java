package dev.rallypoint.store;

/**
 * Spares callers the wait for a database that does not answer: after a few failures in a row all
 * calls are refused at once, but for one a second that finds out whether it is back.
 */
final class Breaker {
    static final int FAILURES = 3;
    static final long PROBE_MS = 1_000;

    private int failures;
    private long nextProbeAtMs;

    /** Whether a call may go to the database. */
    boolean admits(long nowMs) {
        if (failures < FAILURES) {
            return true;
        }
        if (nowMs < nextProbeAtMs) {
            return false;
        }
        nextProbeAtMs = nowMs + PROBE_MS;
        return true;
    }

    void onAnswer() {
        failures = 0;
    }

    /** The database did not answer, or not to the point. */
    void onFailure(long nowMs) {
        failures = Math.min(failures + 1, FAILURES);
        nextProbeAtMs = nowMs + PROBE_MS;
    }
}
