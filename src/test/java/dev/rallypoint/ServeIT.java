package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.NodeProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as an operator runs it: a process, stopped by signals, started again on its data. */
class ServeIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEVICE = "0123456789abcdef0123456789abcdef";
    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir Path data;

    @Test
    void aRestartBringsPlayersAndOpenLobbiesBack() throws Exception {
        String playerId;
        String lobbyId;
        try (NodeProcess node = NodeProcess.start(data)) {
            JsonNode session = guest(node);
            playerId = session.get("playerId").asText();
            JsonNode lobby =
                    call(
                            node,
                            "POST",
                            "/v1/lobbies",
                            session.get("accessToken").asText(),
                            "{\"name\":\"Evening race\",\"gameMode\":\"race\",\"capacity\":4,"
                                    + "\"visibility\":\"public\",\"forwarding\":\"framed\"}");
            lobbyId = lobby.get("lobbyId").asText();
            assertThat(node.stop()).as("exit status after SIGTERM").isZero();
        }
        try (NodeProcess node = NodeProcess.start(data)) {
            JsonNode session = guest(node);
            assertThat(session.get("playerId").asText()).isEqualTo(playerId);
            JsonNode lobby =
                    call(
                            node,
                            "GET",
                            "/v1/lobbies/" + lobbyId,
                            session.get("accessToken").asText(),
                            "");
            assertThat(lobby.get("name").asText()).isEqualTo("Evening race");
            assertThat(lobby.get("members").get(0).get("playerId").asText()).isEqualTo(playerId);
            assertThat(node.stop()).isZero();
        }
    }

    @Test
    void aKilledNodeHasItsPlayersAfterTheRestart() throws Exception {
        String playerId;
        try (NodeProcess node = NodeProcess.start(data)) {
            playerId = guest(node).get("playerId").asText();
            node.kill();
        }
        try (NodeProcess node = NodeProcess.start(data)) {
            assertThat(guest(node).get("playerId").asText()).isEqualTo(playerId);
            assertThat(node.stop()).isZero();
        }
    }

    @Test
    void itSaysALineForEachPortAndIsReadyAndHealthy() throws Exception {
        try (NodeProcess node = NodeProcess.start(data)) {
            assertThat(node.lines())
                    .anyMatch(line -> line.startsWith("relay"))
                    .anyMatch(line -> line.startsWith("stun"))
                    .anyMatch(line -> line.startsWith("matchmaking"))
                    .anyMatch(line -> line.startsWith("operator"));
            assertThat(get(node.operatorUrl() + "/health/ready").statusCode()).isEqualTo(200);
            String metrics = get(node.operatorUrl() + "/metrics").body();
            assertThat(metrics)
                    .contains("rallypoint_relay_sessions", "jvm_memory_used_bytes", "process_cpu");
            assertThat(get(node.apiUrl() + "/openapi.json").body()).contains("\"openapi\"");
            assertThat(node.listeningTo())
                    .as("API, health, STUN and a Hazelcast that joins nobody, all on loopback")
                    .hasSize(4)
                    .allMatch(address -> address.matches(".*0100007F:.*"));
            assertThat(node.lines()).noneMatch(line -> line.contains("WARN"));
            itsIceServersRelay(node);
            assertThat(node.stop()).isZero();
            assertThat(node.errors()).doesNotContain("Exception", "ERROR");
        }
    }

    /** coturn's client uses what the API has handed out. */
    private void itsIceServersRelay(NodeProcess node) throws Exception {
        JsonNode servers =
                call(node, "GET", "/v1/ice-servers", guest(node).get("accessToken").asText(), "");
        int port = node.port("stun");
        JsonNode server = servers.get(0);
        assertThat(JSON.convertValue(server.get("urls"), String[].class))
                .containsExactly(
                        "stun:127.0.0.1:" + port,
                        "turn:127.0.0.1:" + port + "?transport=udp",
                        "turn:127.0.0.1:" + node.port("stun-tcp") + "?transport=tcp");
        ForeignTool.Run run =
                ForeignTool.require("turnutils_uclient", "coturn")
                        .run(
                                Duration.ofSeconds(30),
                                "-y",
                                "-c",
                                "-s",
                                "-n",
                                "5",
                                "-u",
                                server.get("username").asText(),
                                "-w",
                                server.get("credential").asText(),
                                "-p",
                                "" + port,
                                "127.0.0.1");
        assertThat(run.output()).contains("tot_recv_msgs=10", "Total lost packets 0");
        assertThat(get(node.operatorUrl() + "/metrics").body())
                .contains("rallypoint_turn_datagrams_total{outcome=\"to_peer\"");
    }

    @Test
    void secretsAppearInNoOutput() throws Exception {
        String key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        try (NodeProcess node =
                NodeProcess.start(
                        data,
                        Map.of("RALLYPOINT_KEYS_NETCODE102", key),
                        "--set",
                        "log.level=debug")) {
            String token = guest(node).get("accessToken").asText();
            call(node, "GET", "/v1/me", token, "");
            assertThat(node.stop()).isZero();
            assertThat(node.errors() + node.lines()).doesNotContain(key, token, DEVICE);
        }
        assertThat(data.resolve("keys").resolve("netcode102.key")).doesNotExist();
        assertThat(Files.exists(data.resolve("keys").resolve("netcode101.key"))).isTrue();
    }

    @Test
    void aSecondNodeOnTheSameDataIsRefusedWithTheNextStep() throws Exception {
        try (NodeProcess node = NodeProcess.start(data)) {
            Process second =
                    new ProcessBuilder(NodeProcess.program("--set", "node.dataDirectory=" + data))
                            .redirectErrorStream(true)
                            .start();
            String text = new String(second.getInputStream().readAllBytes());
            assertThat(second.waitFor()).isEqualTo(2);
            assertThat(text).contains("node.dataDirectory", "another running node");
            assertThat(node.stop()).isZero();
        }
    }

    private JsonNode guest(NodeProcess node) throws Exception {
        return call(
                node,
                "POST",
                "/v1/auth/guest",
                "",
                "{\"displayName\":\"Ada\",\"deviceId\":\"" + DEVICE + "\"}");
    }

    private JsonNode call(NodeProcess node, String method, String path, String token, String body)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(node.apiUrl() + path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
