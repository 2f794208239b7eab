package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RallypointException;
import dev.rallypoint.client.RelayConnection;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with PostgreSQL as its players see it, while that is killed and comes back. */
class DatabaseOutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** {@code -Doutage.seconds=30} for the full length. */
    private static final Duration OUTAGE = Duration.ofSeconds(Long.getLong("outage.seconds", 5));

    private static final String DEVICE = "0123456789abcdef0123456789abcdef";

    @TempDir Path directory;
    private final RelayLoop loop = RelayLoop.start("database-outage-it");
    private PostgresServer server;
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start();
        node =
                NodeProcess.start(
                        directory,
                        Map.of("RALLYPOINT_STORE_PASSWORD", PostgresServer.PASSWORD),
                        "--set",
                        "store.url=" + server.createDatabase(),
                        "--set",
                        "store.user=" + PostgresServer.ROLE);
    }

    @AfterEach
    void stop() throws IOException {
        loop.close();
        node.close();
        server.close();
    }

    private RallypointClient player() {
        return new RallypointClient(
                List.of(URI.create(node.apiUrl() + "/")), RallypointClient.newHttpClient());
    }

    private static Api.CreateLobby wish() {
        return new Api.CreateLobby(
                "Evening race",
                "race",
                Optional.empty(),
                4,
                "public",
                Optional.empty(),
                Optional.empty(),
                "framed");
    }

    /** Counts what is heard, and how often a session had to begin anew. */
    private static final class Ear implements RelayListener {
        final AtomicInteger heard = new AtomicInteger();
        final AtomicInteger sessions = new AtomicInteger();

        @Override
        public void onConnected(int slot, int slotCount) {
            sessions.incrementAndGet();
        }

        @Override
        public void onResumed(int slot) {
            sessions.incrementAndGet();
        }

        @Override
        public void onMessage(int fromSlot, ByteBuffer body) {
            heard.incrementAndGet();
        }
    }

    @Test
    void racesJoinsLobbiesAndNewPlayersGoOnWhileTheDatabaseIsAway() throws Exception {
        RallypointClient ann = player();
        RallypointClient bob = player();
        String known = ann.loginAsGuest("Ann", DEVICE).join().playerId();
        bob.loginAsGuest("Bob").join();
        Api.Lobby lobby = ann.createLobby(wish()).join();
        bob.joinLobby(lobby.lobbyId()).join();
        List<String> newcomers = new ArrayList<>();
        Ear annHears = new Ear();
        Ear bobHears = new Ear();
        try (RelayConnection annRaces = RelayConnection.open(loop, ann, lobby, annHears);
                RelayConnection bobRaces = RelayConnection.open(loop, bob, lobby, bobHears)) {
            race(annRaces, annHears, bobRaces, bobHears);
            server.kill();
            long endNanos = System.nanoTime() + OUTAGE.toNanos();
            while (System.nanoTime() < endNanos) {
                race(annRaces, annHears, bobRaces, bobHears);
                newcomers.add(playEverything());
            }
            assertKnownPlayersAreToldToWait(ann, known);
            assertThat(get(node.operatorUrl() + "/health/ready").statusCode()).isEqualTo(200);
            server.resume();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(
                            () ->
                                    player().loginAsGuest("Ann", DEVICE)
                                            .join()
                                            .playerId()
                                            .equals(known));
            race(annRaces, annHears, bobRaces, bobHears);
            assertThat(annHears.sessions).hasValue(1);
            assertThat(bobHears.sessions).hasValue(1);
        }
        assertThat(newcomers).isNotEmpty();
        await().atMost(PATIENCE).until(() -> metric("rallypoint_outbox_waiting") == 0);
        for (String newcomer : newcomers) {
            assertThat(ann.player(newcomer).join().displayName()).isEqualTo("Newcomer");
        }
        assertThat(node.stop()).isZero();
    }

    private static void race(RelayConnection ann, Ear annHears, RelayConnection bob, Ear bobHears) {
        int annHeard = annHears.heard.get();
        int bobHeard = bobHears.heard.get();
        ByteBuffer position = ByteBuffer.wrap("position".getBytes(StandardCharsets.UTF_8));
        await().atMost(PATIENCE)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(
                        () -> {
                            ann.send(position.duplicate());
                            bob.send(position.duplicate());
                            return annHears.heard.get() > annHeard
                                    && bobHears.heard.get() > bobHeard;
                        });
    }

    /** Each of these must succeed without the database. */
    private String playEverything() {
        RallypointClient newcomer = player();
        String id = newcomer.loginAsGuest("Newcomer").join().playerId();
        assertThat(newcomer.player(id).join().displayName()).isEqualTo("Newcomer");
        Api.Lobby own = newcomer.createLobby(wish()).join();
        RallypointClient friend = player();
        friend.loginAsGuest("Friend").join();
        assertThat(friend.joinLobby(own.lobbyId()).join().members()).hasSize(2);
        newcomer.say(own.lobbyId(), "hello").join();
        newcomer.leaveLobby(own.lobbyId()).join();
        friend.leaveLobby(own.lobbyId()).join();
        return id;
    }

    private void assertKnownPlayersAreToldToWait(RallypointClient ann, String known)
            throws Exception {
        HttpResponse<String> refused =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(node.apiUrl() + "/v1/auth/guest"))
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{\"displayName\":\"Ann\",\"deviceId\":\""
                                                                + DEVICE
                                                                + "\"}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"store_unavailable\"");
        assertThat(refused.headers().firstValue("Retry-After")).contains("2");
        assertThatThrownBy(() -> ann.player(known).join())
                .isInstanceOf(CompletionException.class)
                .extracting(failure -> ((RallypointException) failure.getCause()).code())
                .isEqualTo("store_unavailable");
    }

    private double metric(String name) throws Exception {
        return get(node.operatorUrl() + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
