package dev.rallypoint.store;

import java.util.OptionalLong;

/** Decides when a failing database is worth a log line: the first time, then once in a while. */
final class OutageReport {
    private static final long SILENCE_MS = 10_000;

    private long nextLineAtMs = Long.MIN_VALUE;
    private long failures;

    /** How many calls failed since the last line, if a line is due. */
    OptionalLong onFailure(long nowMs) {
        failures++;
        if (nowMs < nextLineAtMs) {
            return OptionalLong.empty();
        }
        long toReport = failures;
        failures = 0;
        nextLineAtMs = nowMs + SILENCE_MS;
        return OptionalLong.of(toReport);
    }
}
