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
import dev.rallypoint.client.doctor.Check;
import dev.rallypoint.client.doctor.Diagnosis;
import dev.rallypoint.client.doctor.Doctor;
import dev.rallypoint.client.doctor.Doctor.Settings;
import dev.rallypoint.contract.Api;
import dev.rallypoint.support.ClusterProcesses;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Why did my connection fail? Also asked of the node that has seen nothing of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConnectionsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATOR = "operator-token-of-this-test";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int REQUEST_BYTES = 1_078;
    private static final long HOUR_MS = 3_600_000;

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

    /** The last one, because it stops a node for a while. */
    @Test
    @Order(Integer.MAX_VALUE)
    void theDoctorNamesTheTrueCause() throws Exception {
        URI url = cluster.url(0);
        RallypointClient ann = player(0);
        Api.Connection given = ann.openConnection(lobby(ann).lobbyId()).join();
        CompletableFuture<Diagnosis> well = examine(settings(url));
        CompletableFuture<Diagnosis> wrongClock =
                examine(
                        new Settings(
                                url,
                                http,
                                Optional.empty(),
                                () -> System.currentTimeMillis() - HOUR_MS,
                                Optional.empty(),
                                Optional.of(expiredToken(given))));
        assertWell(well.join());
        assertWrongClockAndExpiredToken(wrongClock.join());

        cluster.node(1).pause();
        CompletableFuture<Diagnosis> deadNeighbour = examine(settings(url));
        CompletableFuture<Diagnosis> dead = examine(settings(cluster.url(1)));
        assertDeadNeighbour(deadNeighbour.join());
        assertThat(failed(dead.join())).containsExactly("http");
        assertThat(check(dead.join(), "http").cause()).contains("says nothing", "hangs");
        cluster.node(1).goOn();
    }

    private static CompletableFuture<Diagnosis> examine(Settings settings) {
        return CompletableFuture.supplyAsync(
                () -> Doctor.examine(settings, new Doctor.Listener() {}));
    }

    private Settings settings(URI url) {
        return Settings.of(url, http);
    }

    private static Check check(Diagnosis found, String name) {
        return found.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> failed(Diagnosis found) {
        return found.checks().stream()
                .filter(check -> check.status() == Check.Status.FAILED)
                .map(Check::name)
                .toList();
    }

    /** Two thousand bytes of it matter to nobody but its expiry. */
    private static String expiredToken(Api.Connection given) {
        byte[] token = Base64.getDecoder().decode(given.connectToken());
        long anHourAgo = System.currentTimeMillis() / 1_000 - HOUR_MS / 1_000;
        for (int i = 0; i < Long.BYTES; i++) {
            token[29 + i] = (byte) (anHourAgo >> Byte.SIZE * i);
        }
        return Base64.getEncoder().encodeToString(token);
    }

    private static void assertWell(Diagnosis found) {
        assertThat(failed(found)).isEmpty();
        assertThat(found.isOk()).isTrue();
        assertThat(found.checks())
                .extracting(Check::name)
                .contains("dns", "tcp", "http", "clock", "stun local", "nat", "lobby")
                .contains("relay-udp", "mtu", "relay-mtu", "websocket", "turn", "direct");
        assertThat(check(found, "relay-udp").status()).isNotEqualTo(Check.Status.SKIPPED);
        assertThat(check(found, "relay-mtu").details().get("largestBodyBytes").intValue())
                .isEqualTo(1_173);
        assertThat(check(found, "websocket").status()).isEqualTo(Check.Status.NOT_OFFERED);
        assertThat(check(found, "direct").status())
                .as(check(found, "direct").cause())
                .isEqualTo(Check.Status.NOT_OFFERED);
        assertThat(check(found, "stun local").details().get("nodes").items()).hasSize(2);
    }

    private static void assertWrongClockAndExpiredToken(Diagnosis found) {
        assertThat(failed(found)).containsExactly("clock", "connect-token");
        assertThat(check(found, "clock").cause()).contains("behind").containsPattern("59 min|1 h");
        assertThat(check(found, "clock").nextStep()).contains("automatic time");
        assertThat(check(found, "connect-token").cause()).contains("expired 3");
    }

    private static void assertDeadNeighbour(Diagnosis found) {
        assertThat(found.firstFailure().map(Check::name)).contains("stun local");
        assertThat(check(found, "stun local").cause()).contains("does not answer STUN", "dead");
    }
}
