package dev.rallypoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bench} and {@code bench-lobbies} from the jar, as somebody types them: that it works,
 * never how fast.
 */
class BenchIT {
    private static final int LIMIT_SECONDS = 180;

    @TempDir Path directory;

    private record Ended(int status, String text) {}

    @Test
    void aQuickRunDeliversMessagesAndWritesItsFigures() throws Exception {
        Path json = directory.resolve("bench.json");
        Path html = directory.resolve("bench.html");
        Ended ended = run("bench", "--quick", "--json", json.toString(), "--html", html.toString());
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(ended.text).contains("== raw", "== framed", "players");
        assertThat(report.at("/scenarios").findValuesAsText("title")).hasSize(2);
        check(report.at("/scenarios/0"), "raw");
        check(report.at("/scenarios/1"), "framed");
        assertThat(report.get("baselines").isArray()).isTrue();
        assertThat(report.at("/machine/cores").asInt()).isPositive();
        assertThat(ended.status).as(ended.text).isIn(0, 1);
        assertThat(Files.readString(html)).contains("<svg", "raw", "framed").endsWith("</html>\n");
    }

    private static void check(JsonNode scenario, String name) {
        assertThat(scenario.get("name").asText()).isEqualTo(name);
        for (String key :
                List.of("cpuNsPerDelivered", "deliveredPerCpuSecond", "allocatedBytesPerMessage")) {
            assertThat(scenario.get(key).isNumber()).as(key).isTrue();
        }
        for (String key : List.of("p50", "p99", "p999")) {
            assertThat(scenario.at("/latencyMicros/" + key).asDouble()).as(key).isPositive();
        }
        JsonNode step = scenario.at("/steps/0");
        assertThat(step.get("delivered").asLong()).isPositive();
        assertThat(step.at("/sample/delivered").asLong()).isPositive();
        assertThat(step.at("/sample/foreign").asLong()).isZero();
        assertThat(step.at("/sample/duplicated").asLong()).isZero();
        assertThat(step.get("cpuNsPerDelivered").asDouble()).isPositive();
    }

    @Test
    void anUnknownScenarioAndAFileThatCannotBeWrittenAreBadUse() throws Exception {
        Ended scenario = run("bench", "--scenario", "sprint");
        assertThat(scenario.status).isEqualTo(2);
        assertThat(scenario.text).contains("sprint is none of raw, framed");
        Ended file =
                run("bench", "--quick", "--json", directory.resolve("no/such.json").toString());
        assertThat(file.status).isEqualTo(2);
        assertThat(file.text).contains("cannot be written").doesNotContain("\tat ");
    }

    @Test
    void lobbiesAreMadeJoinedAndListedAndEachKindOfCallHasItsFigures() throws Exception {
        Path json = directory.resolve("lobbies.json");
        try (NodeProcess node =
                NodeProcess.start(
                        directory.resolve("node"),
                        "--set",
                        "security.exemptRanges=[127.0.0.0/8]")) {
            Ended ended =
                    run(
                            "bench-lobbies",
                            "--url=" + node.apiUrl(),
                            "--lobbies=1000",
                            "--calls=100",
                            "--warm-up=100",
                            "--json=" + json);
            assertThat(ended.status).as(ended.text).isZero();
        }
        JsonNode rows = new ObjectMapper().readTree(json.toFile());
        assertThat(rows.findValuesAsText("operation"))
                .contains("login", "create", "join, cold", "list, cold", "join", "list");
        assertThat(rows).allMatch(row -> row.get("failed").asInt() == 0);
        assertThat(rows)
                .filteredOn(row -> row.get("operation").asText().startsWith("list"))
                .allMatch(row -> row.get("calls").asInt() == 100)
                .allMatch(row -> row.get("p99Ms").asDouble() >= row.get("p50Ms").asDouble());
        Ended greedy = run("bench-lobbies", "--url=http://127.0.0.1:1", "--calls=5000");
        assertThat(greedy.status).isEqualTo(2);
        assertThat(greedy.text)
                .contains("--calls and --warm-up together: 7000 is out of 100..6000");
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        Path said = directory.resolve("said.txt");
        Process process =
                new ProcessBuilder(NodeProcess.program(words))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroy();
        String text = Files.readString(said);
        assertThat(ended).as(text).isTrue();
        return new Ended(process.exitValue(), text);
    }
}
