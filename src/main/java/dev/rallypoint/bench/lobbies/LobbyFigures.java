package dev.rallypoint.bench.lobbies;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What one kind of call cost.
 *
 * @param operation login, create, join or list
 * @param openLobbies when it was measured
 * @param failed calls that were refused or not answered; not in the other figures
 * @param firstFailure what the first of them said; empty if none failed
 */
public record LobbyFigures(
        String operation,
        int openLobbies,
        long calls,
        long failed,
        double perSecond,
        double p50Ms,
        double p99Ms,
        double maxMs,
        String firstFailure) {
    private static final double MICROS_PER_MS = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;

    static LobbyFigures of(
            String operation,
            int openLobbies,
            Histogram micros,
            Failures failures,
            long elapsedNanos) {
        return new LobbyFigures(
                operation,
                openLobbies,
                micros.getTotalCount(),
                failures.count(),
                micros.getTotalCount() / (elapsedNanos / NANOS_PER_SECOND),
                micros.getValueAtPercentile(50) / MICROS_PER_MS,
                micros.getValueAtPercentile(99) / MICROS_PER_MS,
                micros.getMaxValue() / MICROS_PER_MS,
                failures.first());
    }

    /** The calls that did not succeed. */
    record Failures(long count, String first) {}

    static String head() {
        return String.format(
                "%-10s %13s %8s %7s %9s %9s %9s %9s",
                "", "open lobbies", "calls", "failed", "a second", "p50 ms", "p99 ms", "max ms");
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%-10s %,13d %,8d %7d %,9.0f %9.2f %9.2f %9.2f%s",
                operation,
                openLobbies,
                calls,
                failed,
                perSecond,
                p50Ms,
                p99Ms,
                maxMs,
                failed == 0 ? "" : "  first failure: " + firstFailure);
    }
}
