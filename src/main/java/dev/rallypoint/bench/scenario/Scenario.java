package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.report.ScenarioResult;
import java.io.IOException;

/** One load, from start to figures. */
public interface Scenario {
    /** As in {@code --scenario} and in JSON. */
    String name();

    ScenarioResult run(Ground ground) throws IOException, InterruptedException;
}
