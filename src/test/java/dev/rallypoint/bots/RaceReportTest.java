package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaceReportTest {
    private static RaceReport report(long lost, long duplicated, int seatsLost, int errors) {
        return report(lost, 0, duplicated, seatsLost, errors);
    }

    private static RaceReport report(
            long lost, long lostWithNode, long duplicated, int seatsLost, int errors) {
        return new RaceReport(
                2,
                1,
                10,
                10 - lost,
                10,
                lost,
                lostWithNode,
                duplicated,
                0,
                new RaceReport.LatencyMs(0.5, 1.5, 2.5),
                0,
                60,
                55,
                seatsLost,
                0,
                errors,
                1);
    }

    @Test
    void writesTheKeysOfTheContract(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("report.json");
        report(0, 0, 0, 0).writeTo(file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());

        for (String key :
                List.of(
                        "players",
                        "lobbies",
                        "sent",
                        "delivered",
                        "expected",
                        "lost",
                        "duplicated",
                        "reconnects",
                        "longestGapMs",
                        "medianGapMs",
                        "seatsLost",
                        "lobbiesLost",
                        "errors")) {
            assertThat(json.path(key).isNumber()).as(key).isTrue();
        }
        assertThat(json.at("/latencyMs/p50").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/latencyMs/p99").asDouble()).isEqualTo(1.5);
        assertThat(json.at("/latencyMs/p999").asDouble()).isEqualTo(2.5);
        assertThat(json.has("clean")).isFalse();
    }

    @Test
    void isCleanIfOnlyAKilledNodeTookSomethingAlong() {
        assertThat(report(5, 5, 0, 0, 0).exitCode()).isZero();
        assertThat(report(6, 5, 0, 0, 0).exitCode()).isEqualTo(1);
        assertThat(report(5, 5, 0, 1, 0).exitCode()).isEqualTo(1);
    }

    @Test
    void isCleanOnlyIfNothingAtAllWentWrong() {
        assertThat(report(0, 0, 0, 0).exitCode()).isZero();
        assertThat(report(1, 0, 0, 0).exitCode()).isEqualTo(1);
        assertThat(report(0, 1, 0, 0).exitCode()).isEqualTo(1);
        assertThat(report(0, 0, 1, 0).exitCode()).isEqualTo(1);
        assertThat(report(0, 0, 0, 1).exitCode()).isEqualTo(1);
    }
}
