package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.FuzzRun;
import dev.rallypoint.support.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Every decoder of what comes from outside, fuzzed with coverage guidance: docs/FUZZING.md. About a
 * minute for all of them together, or {@code -Dfuzz.minutes=15}.
 */
class DecoderFuzzIT {
    private static final double MINUTES =
            Double.parseDouble(System.getProperty("fuzz.minutes", "1"));

    /** Until a process tries its first input. */
    private static final double START_SECONDS = 2.5;

    private static final String OF_HTTP = "HttpApi";

    @Test
    void noBytesBreakADecoder() throws Exception {
        List<FuzzTarget> targets =
                FuzzTarget.all(Path.of("target/test-classes")).stream()
                        .filter(target -> !target.className().contains(OF_HTTP))
                        .filter(
                                target ->
                                        target.name().contains(System.getProperty("fuzz.only", "")))
                        .toList();
        int seconds = (int) Math.max(1, MINUTES * 60 / targets.size() - START_SECONDS);
        List<FuzzRun.Outcome> outcomes = new ArrayList<>();
        for (FuzzTarget target : targets) {
            outcomes.add(new FuzzRun(target, seconds).run());
        }
        writeReport(outcomes);
        for (FuzzRun.Outcome outcome : outcomes) {
            assertThat(outcome.finding()).as(outcome.report()).isEmpty();
            assertThat(outcome.executions()).as(outcome.report()).isPositive();
        }
    }

    private static void writeReport(List<FuzzRun.Outcome> outcomes) throws IOException {
        StringBuilder table = new StringBuilder("| target | inputs tried | edges | corpus |\n");
        table.append("|---|---:|---:|---:|\n");
        for (FuzzRun.Outcome one : outcomes) {
            table.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %,d | %d | %d |\n",
                            one.target().name(),
                            one.executions(),
                            one.edges(),
                            one.corpus()));
        }
        Files.writeString(Path.of("target/fuzz/decoders.md"), table);
    }
}
