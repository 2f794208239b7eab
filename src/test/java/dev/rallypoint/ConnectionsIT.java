package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RelayConnection;
import dev.rallypoint.client.RelayConnection.Status;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import dev.rallypoint.support.ClusterProcesses;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Why did my connection fail? Also asked of the node that has seen nothing of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATOR = "operator-token-of-this-test";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int REQUEST_BYTES = 1_078;

    private final HttpClient http = RallypointClient.newHttpClient();
    private ClusterProcesses cluster;
    private RelayLoop loop;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster =
                ClusterProcesses.onLoopback(directory, "connections", 2)
                        .with("ops.token=" + OPERATOR)
                        .startFirst(2);
        cluster.awaitWhole();
        loop = RelayLoop.start("connections");
    }

    @AfterAll
    void stop() throws Exception {
        loop.close();
        cluster.close();
    }

    private RallypointClient player(int node) {
        RallypointClient player = new RallypointClient(List.of(cluster.url(node)), http);
        player.loginAsGuest("Ann").join();
        return player;
    }

    private static Api.Lobby lobby(RallypointClient owner) {
        return owner.createLobby(
                        new Api.CreateLobby(
                                "Why",
                                "bots",
                                Optional.empty(),
                                2,
                                "public",
                                Optional.empty(),
                                Optional.empty(),
                                "framed"))
                .join();
    }

    private static String id(RallypointClient player) {
        return player.session().orElseThrow().playerId();
    }

    private static Api.ConnectionAttempt newest(RallypointClient player) {
        return player.connections().join().attempts().get(0);
    }

    private static List<String> steps(Api.ConnectionAttempt attempt) {
        return attempt.steps().stream().map(Api.ConnectionStep::step).toList();
    }

    private HttpResponse<String> asOperator(int node, String playerId) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                cluster.operatorUrl(node)
                                        .resolve("admin/v1/connections/" + playerId))
                        .header("Authorization", "Bearer " + OPERATOR)
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** The first datagram of a client with this token. */
    private static byte[] request(Api.Connection connection, long expiresUnixSeconds) {
        byte[] token = Base64.getDecoder().decode(connection.connectToken());
        ByteBuffer request =
                ByteBuffer.allocate(REQUEST_BYTES).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0);
        request.put(token, 0, 21).putLong(expiresUnixSeconds).put(token, 37, 24 + 1_024);
        return request.array();
    }

    private static void send(Api.Connection connection, byte[] datagram) throws Exception {
        String[] server = connection.servers().get(0).split(":");
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(
                    new DatagramPacket(
                            datagram,
                            datagram.length,
                            new InetSocketAddress(server[0], Integer.parseInt(server[1]))));
        }
    }

    private static long expiry(Api.Connection connection) {
        return Instant.parse(connection.expiresAt()).getEpochSecond();
    }

    @Test
    void aPlayerSeesHisConnectionStepByStepAndAnOperatorSeesItOnEveryNode() throws Exception {
        RallypointClient ann = player(0);
        Api.Lobby lobby = lobby(ann);
        RelayConnection seat = RelayConnection.open(loop, ann, lobby, new RelayListener() {});
        await().atMost(PATIENCE).until(() -> seat.status() == Status.CONNECTED);
        await().atMost(PATIENCE).until(() -> steps(newest(ann)).contains("first-payload"));

        assertThat(newest(ann).outcome()).isEqualTo("playing");
        assertThat(steps(newest(ann)).subList(0, 5))
                .containsExactly("token", "request", "challenge", "response", "seated");
        seat.close();
        await().atMost(PATIENCE).until(() -> newest(ann).outcome().equals("ended"));
        assertThat(newest(ann).cause()).contains("the player left");
        for (int node : cluster.alive()) {
            HttpResponse<String> answer = asOperator(node, id(ann));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode told = JSON.readTree(answer.body());
            assertThat(told.get("attempts").get(0).get("outcome").asText()).isEqualTo("ended");
            assertThat(told.get("silentNodes")).isEmpty();
            assertThat(told.findValuesAsText("step")).contains("token", "seated", "ended");
        }
    }

    @Test
    void aRequestWithAnExpiredTokenIsNamed() throws Exception {
        RallypointClient ann = player(1);
        Api.Connection connection = ann.openConnection(lobby(ann).lobbyId()).join();
        send(connection, request(connection, 1_700_000_000));

        await().atMost(PATIENCE).until(() -> newest(ann).outcome().equals("refused"));
        assertThat(newest(ann).cause()).contains("expired");
        assertThat(ann.connections().join().fromAddress())
                .anyMatch(drops -> drops.reason().equals("expired_token"));
    }

    @Test
    void aPlayerWhoHearsNoAnswerIsNamed() throws Exception {
        RallypointClient ann = player(0);
        Api.Connection connection = ann.openConnection(lobby(ann).lobbyId()).join();
        send(connection, request(connection, expiry(connection)));

        await().atMost(PATIENCE).until(() -> newest(ann).outcome().equals("unanswered"));
        assertThat(steps(newest(ann))).containsExactly("token", "request", "challenge");
    }

    @Test
    void whoIsNoMemberIsToldSo() {
        RallypointClient ann = player(0);
        RallypointClient bob = player(1);
        String lobbyId = lobby(ann).lobbyId();
        assertThat(bob.openConnection(lobbyId).handle((token, refusal) -> refusal).join())
                .hasMessageContaining("not_member");

        await().atMost(PATIENCE).until(() -> !bob.connections().join().attempts().isEmpty());
        assertThat(newest(bob).outcome()).isEqualTo("no-token");
        assertThat(newest(bob).cause()).contains("not_member");
    }

    @Test
    void whatIsNoPlayerIsNotFound() throws Exception {
        assertThat(asOperator(0, "nobody").statusCode()).isEqualTo(404);
    }
}
