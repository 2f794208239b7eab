package dev.rallypoint.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.rallypoint.bench.report.MachineFacts;
import dev.rallypoint.bench.report.ScenarioResult;
import java.util.List;

/** Everything that a run of {@code bench} found; the names are those of the JSON. */
record BenchReport(
        MachineFacts machine,
        boolean quick,
        double seconds,
        long seed,
        List<ScenarioResult> scenarios,
        List<Baseline> baselines,
        List<Ratio> ratios,
        List<String> missing) {

    /**
     * A scenario beside a rival.
     *
     * @param cpu our CPU time for a message as a multiple of the rival's
     */
    record Ratio(String scenario, String rival, double cpu) {}

    BenchReport {
        scenarios = List.copyOf(scenarios);
        baselines = List.copyOf(baselines);
        ratios = List.copyOf(ratios);
        missing = List.copyOf(missing);
    }

    @JsonIgnore
    boolean isClean() {
        return scenarios.stream().allMatch(ScenarioResult::isClean);
    }
}
