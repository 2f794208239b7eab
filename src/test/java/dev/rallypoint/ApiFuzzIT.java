package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.FuzzRun;
import dev.rallypoint.support.FuzzTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Calls made up from the contracts of both APIs, half of them wrong, against a node whose coverage
 * guides them: docs/FUZZING.md. {@code -Dfuzz.minutes=15} for longer, 0 for the kept inputs alone.
 */
class ApiFuzzIT {
    private static final double MINUTES =
            Double.parseDouble(System.getProperty("fuzz.minutes", "1"));
    private static final FuzzTarget CALLS =
            new FuzzTarget("dev.rallypoint.apifuzz.ApiCallsFuzz", "calls");

    @Test
    void answersWhateverComesWithWhatTheContractsName() throws Exception {
        FuzzRun.Outcome outcome =
                new FuzzRun(
                                CALLS,
                                (int) (MINUTES * 60),
                                "--instrumentation_excludes=dev.rallypoint.apifuzz.**",
                                // Its watchers are for decoders; here they slow the libraries down.
                                "--custom_hook_includes=dev.rallypoint.apifuzz.**",
                                "-timeout=60",
                                "-max_len=2000")
                        .run();
        Files.write(Path.of("target/fuzz/api.md"), List.of(outcome.row()));
        assertThat(outcome.finding()).as(outcome.report()).isEmpty();
    }
}
