package dev.rallypoint.bench;

import dev.rallypoint.bench.scenario.Effort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code bench} was asked for.
 *
 * @param scenarios by name, in this order
 */
record BenchPlan(
        boolean quick,
        boolean compare,
        List<String> scenarios,
        Optional<Path> json,
        Optional<Path> html,
        long seed) {

    Effort effort() {
        return quick ? Effort.quick() : Effort.full();
    }
}
