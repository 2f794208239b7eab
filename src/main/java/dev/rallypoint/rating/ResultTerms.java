package dev.rallypoint.rating;

import dev.rallypoint.contract.RatingConfig;
import java.util.Map;

/**
 * When results are believed.
 *
 * @param waitMs how long a majority is waited for since the first report
 * @param timeToleranceMs by how much reports of one time may differ and still agree
 * @param leastTimes what is not believed of anybody
 */
public record ResultTerms(
        Map<String, Reporter> reporters, long waitMs, long timeToleranceMs, LeastTimes leastTimes) {
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
                config.timeToleranceMs(),
                LeastTimes.of(config));
    }

    public Reporter reporter(String gameMode) {
        return reporters.getOrDefault(gameMode, Reporter.MAJORITY);
    }
}
