package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.Targets;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Players as strangers would send them: the jar's {@code bots --matchmaking} at a node of the jar.
 */
class MatchmadeBotsIT {
    private static final int PLAYERS = Targets.number(200, 24);
    private static final int SECONDS = Targets.number(8, 3);
    private static final int ROUNDS = 2;

    @TempDir Path directory;

    @Test
    void everybodyRacesTwiceThroughTicketsAndTheBetterOnesRise() throws Exception {
        File figures = directory.resolve("figures.json").toFile();
        try (NodeProcess node =
                NodeProcess.start(
                        directory.resolve("node"),
                        "--set",
                        "security.exemptRanges=[127.0.0.0/8]")) {
            Process bots =
                    new ProcessBuilder(
                                    NodeProcess.program(
                                            "bots",
                                            "--matchmaking",
                                            "--url=" + node.apiUrl(),
                                            "--players=" + PLAYERS,
                                            "--hz=10",
                                            "--seconds=" + SECONDS,
                                            "--json=" + figures))
                            .redirectErrorStream(true)
                            .start();
            String text = new String(bots.getInputStream().readAllBytes());
            assertThat(bots.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(bots.exitValue()).as(text).isZero();
            System.out.println(text.substring(text.lastIndexOf("matched ")));
        }
        JsonNode run = new ObjectMapper().readTree(figures);
        assertThat(run.path("players").intValue()).isEqualTo(PLAYERS);
        assertThat(run.path("matched").intValue()).isEqualTo(ROUNDS * PLAYERS);
        assertThat(run.path("reports").intValue()).isEqualTo(ROUNDS * PLAYERS);
        assertThat(run.path("reportsRefused").intValue()).isZero();
        assertThat(run.path("lost").longValue()).isZero();
        assertThat(run.path("winnersRating").doubleValue())
                .isGreaterThan(run.path("losersRating").doubleValue());
    }
}
