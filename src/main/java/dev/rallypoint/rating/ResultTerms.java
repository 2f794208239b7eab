package dev.rallypoint.rating;

import dev.rallypoint.contract.Config;
import java.util.Map;

/**
 * When results are believed.
 *
 * @param waitMs how long a majority is waited for since the first report
 * @param timeToleranceMs by how much reports of one time may differ and still agree
 */
public record ResultTerms(Map<String, Reporter> reporters, long waitMs, long timeToleranceMs) {
    public ResultTerms {
        reporters = Map.copyOf(reporters);
    }

    /**
     * @throws dev.rallypoint.runtime.ConfigException if the reporters are none
     */
    public static ResultTerms of(Config.Rating config) {
        return new ResultTerms(
                Reporter.byMode(config),
                config.reportWaitSeconds() * 1_000L,
                config.timeToleranceMs());
    }

    public Reporter reporter(String gameMode) {
        return reporters.getOrDefault(gameMode, Reporter.MAJORITY);
    }
}
