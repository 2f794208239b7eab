package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.Racer;
import dev.rallypoint.support.Racers;
import dev.rallypoint.support.RacingLobby;
import dev.rallypoint.support.Targets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that are processes, of which the first keeps the database; real races. */
class BanIT {
    private static final String OPERATOR = "an-operators-token-of-a-test";
    private static final int KEEPER = 0;
    private static final int OTHER = 1;

    /** With one of them at least both nodes own a pool, but for one time in millions. */
    private static final int MODES = 24;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;
    private final HttpClient http = RallypointClient.newHttpClient();
    private ClusterProcesses cluster;

    @BeforeEach
    void start() throws IOException {
        cluster =
                ClusterProcesses.onLoopback(directory, "bans", 2)
                        .with("ops.token=" + OPERATOR)
                        .startFirst(2);
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    private LiveApi api(int node) {
        return new LiveApi(cluster.url(node), http);
    }

    private LiveApi.Answer operator(int node, String method, String call, String body) {
        LiveApi port = new LiveApi(cluster.operatorUrl(node), http);
        return port.call(method, "/admin/v1" + call, OPERATOR, body);
    }

    /** The id of the ban. */
    private long ban(int node, String subject, String value) {
        String body = "{\"%s\":\"%s\",\"reason\":\"Speed hack.\"}".formatted(subject, value);
        LiveApi.Answer answer = operator(node, "POST", "/bans", body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.body().get("banId").asLong();
    }

    private List<String> banned(int node) {
        LiveApi.Answer answer = operator(node, "GET", "/bans", "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.body().get("bans").findValuesAsText("playerId");
    }

    @Test
    void aBannedRacerIsOutWithinASecondAndBackOnNoNodeAlsoAfterARestart() throws Exception {
        Racers.Plan plan = new Racers.Plan(2, 3, 20);
        try (Racers racers = Racers.race(plan, cluster.urls())) {
            List<RacingLobby> lobbies = racers.lobbies();
            Racer first = lobbies.get(0).racers().get(1);
            int home = cluster.byRelay(first.relay().orElseThrow());
            long firstBan = banAndSeeHimOut(lobbies.get(0), first, 1 - home);
            assertThatNobodyLetsIn(first, KEEPER, OTHER);
            bansOfAddressesReachNewDevicesOnAllNodes();
            aBanEndsATicketWhicheverNodeOwnsItsPoolAndWhicheverHearsOfTheBan();

            cluster.kill(KEEPER);
            racers.awaitAllHeardBut(System.nanoTime(), first);
            Racer second = lobbies.get(1).racers().get(1);
            banAndSeeHimOut(lobbies.get(1), second, OTHER);
            assertThatNobodyLetsIn(second, OTHER);
            cluster.start(KEEPER);
            assertThatNobodyLetsIn(second, KEEPER, OTHER);
            awaitWritten(second);

            cluster.stop(OTHER);
            cluster.stop(KEEPER);
            cluster.start(KEEPER);
            assertThat(banned(KEEPER)).contains(first.playerId(), second.playerId());
            assertThatNobodyLetsIn(second, KEEPER);
            LiveApi.Answer lifted = operator(KEEPER, "DELETE", "/bans/" + firstBan, "");
            assertThat(lifted.status()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(1)).until(() -> me(KEEPER, first).status() == 200);
        }
    }

    private long banAndSeeHimOut(RacingLobby lobby, Racer racer, int asked) {
        List<Racer> others = lobby.racers().stream().filter(one -> one != racer).toList();
        long askedNanos = System.nanoTime();
        long banId = ban(asked, "playerId", racer.playerId());
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> System.nanoTime() > askedNanos + 2 * SECOND_NANOS);
        assertThat(others)
                .as("nobody hears him a second later")
                .noneMatch(other -> other.hasHeardSince(racer.seat(), askedNanos + SECOND_NANOS));
        long untilNanos = System.nanoTime();
        long silentMs =
                others.stream()
                        .mapToLong(
                                other -> other.longestGapMs(racer.seat(), askedNanos, untilNanos))
                        .min()
                        .orElseThrow();
        long tookMs =
                Math.max(0, TimeUnit.NANOSECONDS.toMillis(untilNanos - askedNanos) - silentMs);
        System.out.printf("banned racer: last heard %d ms after the ban was asked for%n", tookMs);
        Targets.assertBelow("banned racer is heard for", tookMs, 1_000);
        LiveApi.Answer seen = operator(asked, "GET", "/lobbies/" + lobby.lobbyId(), "");
        assertThat(seen.body().get("members").findValuesAsText("playerId"))
                .hasSize(others.size())
                .doesNotContain(racer.playerId());
        return banId;
    }

    private LiveApi.Answer me(int node, Racer racer) {
        String token = racer.client().session().orElseThrow().accessToken();
        return api(node).call("GET", "/v1/me", token, "");
    }

    private void assertThatNobodyLetsIn(Racer racer, int... nodes) {
        for (int node : nodes) {
            LiveApi.Answer answer = me(node, racer);
            answer.assertProblem(403, "banned");
            assertThat(answer.body().get("detail").asText()).isEqualTo("Speed hack.");
        }
    }

    /** A device known to the database, and one nobody has ever seen, from a banned network. */
    private void bansOfAddressesReachNewDevicesOnAllNodes() throws IOException {
        JsonNode known = api(OTHER).call("POST", "/v1/auth/guest", "", guest('k')).body();
        ban(KEEPER, "playerId", known.get("playerId").asText());
        for (int node : List.of(KEEPER, OTHER)) {
            api(node).call("POST", "/v1/auth/guest", "", guest('k')).assertProblem(403, "banned");
        }
        assertThat(loginFrom("127.9.1.1", OTHER, 'a')).isEqualTo(201);
        ban(KEEPER, "cidr", "127.9.0.0/16");
        for (int node : List.of(KEEPER, OTHER)) {
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> loginFrom("127.9.2.2", node, 'b') == 403);
            assertThat(loginFrom("127.8.1.1", node, 'c')).isEqualTo(201);
        }
    }

    private void aBanEndsATicketWhicheverNodeOwnsItsPoolAndWhicheverHearsOfTheBan() {
        Map<String, String> playersByMode = new HashMap<>();
        for (int i = 0; i < MODES; i++) {
            JsonNode guest = api(i % 2).guest("Waits " + i);
            String wish = "{\"gameMode\":\"ban-" + i + "\"}";
            String token = guest.get("accessToken").asText();
            assertThat(api(i % 2).call("POST", "/v1/tickets", token, wish).status()).isEqualTo(201);
            playersByMode.put("ban-" + i, guest.get("playerId").asText());
        }
        await().atMost(PATIENCE).until(() -> ownersOfPools(KEEPER).keySet(), hasAll(playersByMode));
        Map<String, String> owners = ownersOfPools(KEEPER);
        assertThat(Set.copyOf(owners.values())).as("both nodes own some").hasSize(2);
        int asked = KEEPER;
        for (String mode : playersByMode.keySet()) {
            ban(asked, "playerId", playersByMode.get(mode));
            asked = 1 - asked;
        }
        for (int node : List.of(KEEPER, OTHER)) {
            await().atMost(PATIENCE).until(() -> ownersOfPools(node).isEmpty());
        }
    }

    private static Predicate<Set<String>> hasAll(Map<String, String> byMode) {
        return modes -> modes.equals(byMode.keySet());
    }

    /** Of pools in which somebody waits, by game mode. */
    private Map<String, String> ownersOfPools(int node) {
        Map<String, String> owners = new HashMap<>();
        for (JsonNode pool : operator(node, "GET", "/pools", "").body().path("pools")) {
            if (pool.path("tickets").asInt() > 0) {
                owners.put(pool.path("gameMode").asText(), pool.path("owner").asText());
            }
        }
        return owners;
    }

    private static String guest(char device) {
        return "{\"displayName\":\"Guest\",\"deviceId\":\"%s\"}"
                .formatted(String.valueOf(device).repeat(40));
    }

    /** The status of a login whose connection comes from this address. */
    private int loginFrom(String address, int node, char device) throws IOException {
        URI url = cluster.url(node);
        String body = guest(device);
        String request =
                "POST /v1/auth/guest HTTP/1.1\r\nHost: n\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        InetAddress from = InetAddress.getByName(address);
        try (Socket socket = new Socket(url.getHost(), url.getPort(), from, 0)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            String head = new String(answer, StandardCharsets.US_ASCII);
            return Integer.parseInt(head.substring("HTTP/1.1 ".length()).substring(0, 3));
        }
    }

    /** What was decided while the database was away is in its audit trail. */
    private void awaitWritten(Racer racer) {
        String call = "/audit?action=ban.add&subject=player/" + racer.playerId();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> {
                            LiveApi.Answer answer = operator(KEEPER, "GET", call, "");
                            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                            assertThat(answer.body().get("lines").findValuesAsText("actor"))
                                    .containsExactly("operator");
                        });
    }
}
