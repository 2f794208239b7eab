package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.FuzzRun;
import dev.rallypoint.support.FuzzTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every decoder of what comes from outside, fuzzed with coverage guidance: docs/FUZZING.md. A part
 * of a minute for each, {@code -Dfuzz.minutes=15} for all of them together.
 */
class DecoderFuzzIT {
    private static final double MINUTES =
            Double.parseDouble(System.getProperty("fuzz.minutes", "0.75"));

    /** Until a process tries its first input. */
    private static final double START_SECONDS = 2;

    @Test
    void noBytesBreakADecoder() throws Exception {
        String only = System.getProperty("fuzz.only", "");
        List<FuzzTarget> targets =
                FuzzTarget.all(Path.of("target/test-classes")).stream()
                        .filter(target -> target.name().contains(only))
                        .toList();
        double seconds = MINUTES * 60 / targets.size() - START_SECONDS;
        List<FuzzRun.Outcome> outcomes = new ArrayList<>();
        List<String> table =
                new ArrayList<>(
                        List.of("| target | inputs | branches | corpus |", "|---|--:|--:|--:|"));
        for (FuzzTarget target : targets) {
            FuzzRun.Outcome outcome = new FuzzRun(target, (int) Math.max(1, seconds)).run();
            outcomes.add(outcome);
            table.add(outcome.row());
        }
        Files.write(Path.of("target/fuzz/decoders.md"), table);
        for (FuzzRun.Outcome outcome : outcomes) {
            assertThat(outcome.finding()).as(outcome.report()).isEmpty();
            assertThat(outcome.executions()).as(outcome.report()).isPositive();
        }
    }
}
