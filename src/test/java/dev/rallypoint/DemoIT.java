package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.Targets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ExitCode;

/**
 * {@code demo} as a newcomer types it: a process that starts nodes, races, counts and tidies up.
 */
class DemoIT {
    private static final int LIMIT_SECONDS = 180;
    private static final List<String> KEYS =
            List.of(
                    "players",
                    "lobbies",
                    "sent",
                    "delivered",
                    "expected",
                    "lost",
                    "duplicated",
                    "latencyMs",
                    "reconnects",
                    "longestGapMs",
                    "medianGapMs",
                    "seatsLost",
                    "lobbiesLost",
                    "errors");

    /** Where the demo keeps the data of its nodes. */
    @TempDir Path temporary;

    @TempDir Path results;

    private record Ended(int status, String text) {}

    @Test
    void losesNothingAndLeavesNothingBehind() throws Exception {
        Path json = results.resolve("demo.json");
        Ended ended = demo("--players", "8", "--seconds", "4", "--json", json.toString());

        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(ended.status).as(ended.text + figures).isZero();
        assertThat(ended.text).contains("Nothing was lost.").doesNotContain("\tat ", "WARN");
        assertThat(figures.fieldNames()).toIterable().containsAll(KEYS);
        assertThat(figures.get("latencyMs").fieldNames())
                .toIterable()
                .containsExactly("p50", "p99", "p999");
        assertThat(figures.get("sent").asLong()).isEqualTo(8 * 4 * 20);
        assertThat(figures.get("expected").asLong()).isEqualTo(8 * 4 * 20 * 7);
        assertThat(figures.get("delivered").asLong()).isEqualTo(8 * 4 * 20 * 7);
        assertThat(figures.get("lost").asLong()).isZero();
        assertNothingIsLeft();
    }

    @Test
    void reportsTheLossWhenItsOnlyNodeIsKilled() throws Exception {
        Path json = results.resolve("killed.json");
        Ended ended =
                demo(
                        "--players",
                        "4",
                        "--seconds",
                        "4",
                        "--kill-after",
                        "1",
                        "--json",
                        json.toString());

        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(ended.status).as(ended.text).isEqualTo(ExitCode.SOFTWARE);
        assertThat(ended.text).contains("Killing node 1").contains("NOT clean");
        assertThat(figures.get("lost").asLong()).isPositive();
        assertThat(figures.get("seatsLost").asInt()).isEqualTo(4);
        assertThat(figures.get("lobbiesLost").asInt()).isEqualTo(1);
        assertNothingIsLeft();
    }

    @Test
    void aKilledNodeOfThreeCostsNobodyTheSeat() throws Exception {
        Path json = results.resolve("three.json");
        Ended ended =
                demo(
                        "--nodes",
                        "3",
                        "--players",
                        "8",
                        "--seconds",
                        "6",
                        "--kill-after",
                        "2",
                        "--json",
                        json.toString());

        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(ended.status).as(ended.text + figures).isZero();
        assertThat(ended.text)
                .containsPattern("Killing node [123], which hosts 8 of the players")
                .contains("race on elsewhere", "No lobby and no seat was lost");
        assertThat(figures.get("seatsLost").asInt()).isZero();
        assertThat(figures.get("lobbiesLost").asInt()).isZero();
        assertThat(figures.get("errors").asInt()).isZero();
        assertThat(figures.get("lost").asLong())
                .isEqualTo(figures.get("lostWithNode").asLong())
                .isPositive();
        assertThat(figures.get("reconnects").asInt()).isGreaterThanOrEqualTo(8);
        assertThat(figures.get("longestGapMs").asDouble()).isPositive();
        assertNothingIsLeft();
    }

    @Test
    void anInterruptLeavesNeitherProcessNorData() throws Exception {
        Process demo = start("--seconds", "60");
        try {
            StringBuilder text = new StringBuilder();
            for (int c = demo.getInputStream().read(); c >= 0; c = demo.getInputStream().read()) {
                text.append((char) c);
                if (text.indexOf("Logging in") >= 0) {
                    break;
                }
            }
            List<ProcessHandle> nodes = demo.descendants().toList();
            assertThat(nodes).as(text.toString()).isNotEmpty();
            demo.toHandle().destroy();

            String rest = text + read(demo);
            assertThat(demo.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(rest).doesNotContain("\tat ");
            assertThat(nodes).noneMatch(ProcessHandle::isAlive);
            assertNothingIsLeft();
        } finally {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }
    }

    @Test
    void refusesAFileItCannotWriteBeforeItStarts() throws Exception {
        Ended ended = demo("--json", results.resolve("missing/demo.json").toString());

        assertThat(ended.status).isEqualTo(ExitCode.USAGE);
        assertThat(ended.text).contains("--json").doesNotContain("Starting", "\tat ");
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.toString().contains("rallypoint-demo"))).isEmpty();
        }
    }

    private Ended demo(String... words) throws IOException, InterruptedException {
        Process process = start(words);
        String text = read(process);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(text).isTrue();
        return new Ended(process.exitValue(), text);
    }

    private static String read(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Process start(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                NodeProcess.java(),
                                "-Djava.io.tmpdir=" + temporary,
                                "-jar",
                                NodeProcess.jar(),
                                "demo"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // For the nodes too, which it starts itself.
        builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", Targets.jvmOptions()));
        return builder.start();
    }
}
