package dev.rallypoint.bench;

import dev.rallypoint.bench.scenario.GrowthScenario;
import dev.rallypoint.bench.scenario.HostileScenario;
import dev.rallypoint.bench.scenario.OverloadScenario;
import dev.rallypoint.bench.scenario.Scenario;
import dev.rallypoint.bench.scenario.SessionsScenario;
import dev.rallypoint.bench.scenario.ThroughputScenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All scenarios by name, in the order of a full run. */
final class Scenarios {
    /** Those of {@code --quick}. */
    static final List<String> QUICK = List.of("raw", "framed");

    private Scenarios() {}

    static Map<String, Scenario> all() {
        Map<String, Scenario> byName = new LinkedHashMap<>();
        Stream.of(
                        ThroughputScenario.raw(),
                        ThroughputScenario.framed(),
                        new SessionsScenario(),
                        new OverloadScenario(),
                        new HostileScenario(),
                        new GrowthScenario())
                .forEach(scenario -> byName.put(scenario.name(), scenario));
        return byName;
    }
}
