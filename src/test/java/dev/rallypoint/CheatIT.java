package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cheaters over real UDP among honest players, on a node that acts and on one that only looks. */
class CheatIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "an-operators-token-of-a-test";
    private static final int PLAYERS = 5;
    private static final int CHEATERS = 2;

    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir Path temp;

    private NodeProcess node(String name, String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of("--set", "ops.token=" + TOKEN));
        settings.addAll(List.of(more));
        return NodeProcess.start(temp.resolve(name), settings.toArray(String[]::new));
    }

    private Process bots(NodeProcess node, Path report) throws IOException {
        return new ProcessBuilder(
                        NodeProcess.program(
                                "bots",
                                "--url",
                                node.apiUrl(),
                                "--players=" + PLAYERS,
                                "--lobby-size=" + PLAYERS,
                                "--cheaters=" + CHEATERS,
                                "--seconds=12",
                                "--json",
                                report.toString()))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve(report.getFileName() + ".log").toFile())
                .start();
    }

    private JsonNode evidence(NodeProcess node, String more, int status) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(node.operatorUrl() + "/admin/v1/evidence" + more))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static Set<String> players(JsonNode list, String action) {
        Set<String> players = new TreeSet<>();
        list.get("evidence")
                .forEach(
                        one -> {
                            if (one.get("action").asText().equals(action)) {
                                players.add(one.get("playerId").asText());
                            }
                        });
        return players;
    }

    @Test
    void cheatersAreThrownOutWithEvidenceAndInShadowModeNothingHappens() throws Exception {
        try (NodeProcess acting = node("acting");
                NodeProcess looking = node("looking", "--set", "anticheat.shadow=true")) {
            Process thrown = bots(acting, temp.resolve("acting.json"));
            Process watched = bots(looking, temp.resolve("looking.json"));
            assertThat(thrown.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(watched.waitFor(60, TimeUnit.SECONDS)).isTrue();

            JsonNode lost = JSON.readTree(Files.readString(temp.resolve("acting.json")));
            assertThat(lost.get("seatsLost").asInt()).isEqualTo(CHEATERS);
            JsonNode kept = JSON.readTree(Files.readString(temp.resolve("looking.json")));
            assertThat(kept.get("seatsLost").asInt()).isZero();
            assertThat(kept.get("lost").asInt()).isZero();
            assertThat(watched.exitValue()).isZero();

            JsonNode acted = evidence(acting, "", 200);
            assertThat(players(acted, "kick")).hasSize(CHEATERS);
            assertThat(acted.findValuesAsText("playerId"))
                    .allMatch(players(acted, "kick")::contains);
            JsonNode seen = evidence(looking, "?limit=50", 200);
            assertThat(players(seen, "kick")).hasSize(CHEATERS);
            assertThat(seen.findValuesAsText("shadow")).containsOnly("true");
            assertDownload(acting, acted.get("evidence").get(0));
            assertThat(audited()).isEqualTo(CHEATERS);
            acting.stop();
        }
        try (NodeProcess again = node("acting")) {
            JsonNode list = evidence(again, "", 200);
            assertThat(players(list, "kick")).hasSize(CHEATERS);
            assertDownload(again, list.get("evidence").get(0));
            evidence(again, "/no-such-evidence", 404);
            evidence(again, "/..%2Fnode.properties", 404);
        }
    }

    private void assertDownload(NodeProcess node, JsonNode listed) throws Exception {
        JsonNode whole = evidence(node, "/" + listed.get("evidenceId").asText(), 200);
        assertThat(whole.get("rule")).isEqualTo(listed.get("rule"));
        assertThat(whole.get("measured").asDouble()).isGreaterThan(whole.get("allowed").asDouble());
        assertThat(whole.get("findings")).isNotEmpty();
        assertThat(whole.get("states").size()).isGreaterThan(10);
        assertThat(whole.get("states").get(0).get("position")).hasSize(3);
    }

    /** How many kicks are in the database's audit trail. */
    private long audited() throws Exception {
        Path database = temp.resolve("acting").resolve("rallypoint.db");
        await().atMost(Duration.ofSeconds(10)).until(() -> kicks(database) >= CHEATERS);
        return kicks(database);
    }

    private static long kicks(Path database) throws Exception {
        String url = "jdbc:sqlite:" + database;
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT COUNT(*) FROM audit WHERE action = 'player.kick'")) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
