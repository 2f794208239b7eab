package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command as somebody uses it, over an hour of a small game. */
class SimulateCommandTest {
    @TempDir Path directory;

    private int run(String... options) {
        List<String> words = new ArrayList<>(List.of("--hours", "1", "--players", "300"));
        words.addAll(List.of(options));
        return execute(words.toArray(String[]::new));
    }

    private int execute(String... options) {
        return new CommandLine(new SimulateCommand())
                .setOverwrittenOptionsAllowed(true)
                .execute(options);
    }

    private String file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode policies(Path json) throws IOException {
        return new ObjectMapper().readTree(json.toFile()).get("policies");
    }

    @Test
    void oursAndTwoNaiveOnesAreComparedAndWrittenDown() throws IOException {
        Path json = directory.resolve("figures.json");
        Path html = directory.resolve("page.html");

        assertThat(run("--json", json.toString(), "--html", html.toString())).isZero();

        assertThat(policies(json))
                .extracting(policy -> policy.get("name").asText())
                .containsExactly("rallypoint", "first come", "fixed windows");
        assertThat(html).content().contains("<svg");
    }

    @Test
    void aRecordedDayIsReplayedWithOtherSettings() throws IOException {
        Path tape = directory.resolve("tape.jsonl");
        Path first = directory.resolve("first.json");
        Path again = directory.resolve("again.json");
        String others = file("rules.yaml", "patient: {startWith: [0=8, 60=2]}\n");

        assertThat(run("--record", tape.toString(), "--json", first.toString())).isZero();
        assertThat(
                        run(
                                "--tickets",
                                tape.toString(),
                                "--set",
                                "matchmaking.backfillSeats=0",
                                "--rules",
                                others,
                                "--json",
                                again.toString()))
                .isZero();

        assertThat(policies(again).get(0)).isEqualTo(policies(first).get(0));
        assertThat(policies(again))
                .extracting(policy -> policy.get("name").asText())
                .endsWith("what if", "patient");
        assertThat(policies(again).get(3).get("joinedRaces").asInt()).isZero();
        assertThat(policies(again).get(4).get("waitSeconds").get("p50").asDouble())
                .isGreaterThan(policies(again).get(0).get("waitSeconds").get("p50").asDouble());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--hours=0",
                "--players=0",
                "--json=/nowhere/figures.json",
                "--set=relay.port=5",
                "--set=matchmaking.backfillSeats",
                "--mode="
            })
    void badUseEndsWithStatus2(String option) {
        String tape =
                file(
                        "two-modes.jsonl",
                        "{\"ticketId\":\"t1\",\"gameMode\":\"a\",\"createdAtMs\":0,\"attributes\":{},"
                                + "\"members\":[{\"playerId\":\"p\",\"skill\":{\"mu\":25,\"sigma\":8},"
                                + "\"roundTripMs\":{},\"blocked\":[]}]}");

        assertThat(run("--tickets", tape, option)).isEqualTo(2);
    }
}
