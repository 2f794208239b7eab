package dev.rallypoint.rating;

import dev.rallypoint.contract.RatingConfig;
import java.util.Map;
import java.util.Optional;

/**
 * When results are believed.
 *
 * @param waitMs how long a majority is waited for when nobody races any more
 * @param limitMs how long since the first report at most
 * @param timeToleranceMs by how much reports of one time may differ and still agree
 * @param leastTimes what is not believed of anybody
 * @param electorate whose word decides
 */
public record ResultTerms(
        Map<String, Reporter> reporters,
        long waitMs,
        long limitMs,
        long timeToleranceMs,
        LeastTimes leastTimes,
        Electorate electorate) {
    public ResultTerms {
        reporters = Map.copyOf(reporters);
    }

    /**
     * @throws dev.rallypoint.runtime.ConfigException if the reporters or times are none
     */
    public static ResultTerms of(RatingConfig config) {
        return new ResultTerms(
                Reporter.byMode(config),
                config.reportWaitSeconds() * 1_000L,
                config.reportLimitSeconds() * 1_000L,
                config.timeToleranceMs(),
                LeastTimes.of(config),
                Electorate.of(config));
    }

    /**
     * From when on the reports that are there decide. While the lobby is there somebody may still
     * be racing, and silence says nothing: else the first word would be the last one.
     *
     * @param endedAtMs when the race's lobby was gone; empty = it is there, as far as known
     */
    public long dueAtMs(long firstReportAtMs, Optional<Long> endedAtMs) {
        long latestMs = firstReportAtMs + limitMs;
        return endedAtMs
                .map(ms -> Math.min(latestMs, Math.max(firstReportAtMs, ms) + waitMs))
                .orElse(latestMs);
    }

    public Reporter reporter(String gameMode) {
        return reporters.getOrDefault(gameMode, Reporter.MAJORITY);
    }
}
