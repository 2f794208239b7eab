package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.KickMember;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LobbyMessage.StartLobby;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.support.ClusterMembers;
import dev.rallypoint.support.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes and a real PostgreSQL that is killed under them. */
class DatabaseAwayIT {
    private static final LobbyConfig PATIENT = new LobbyConfig(600, 600, 64, 100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OWNER = player(1);

    @TempDir Path directory;
    private PostgresServer server;
    private String url;
    private HazelcastInstance hazelcastA;
    private HazelcastInstance hazelcastB;
    private TestNode a;
    private TestNode b;

    /** What the nodes said yes to. */
    private static final class Acknowledged {
        final Map<String, Long> open = new HashMap<>();
        final List<String> closed = new ArrayList<>();
        final List<String> started = new ArrayList<>();
        final List<String> players = new ArrayList<>();
        int kicks;
    }

    private final Acknowledged acknowledged = new Acknowledged();

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start();
        url = server.createDatabase();
        ClusterMembers members = ClusterMembers.in(directory);
        hazelcastA = members.join("node-a");
        a = TestNode.clustered("node-a", hazelcastA).withStore(database(), directory);
        a.start(PATIENT);
        hazelcastB = members.join("node-b");
        b = TestNode.clustered("node-b", hazelcastB).withStore(database(), directory);
        b.start(PATIENT);
        await().until(() -> a.ask(BusContract.GET_NODES, new GetNodes()).nodes().size() == 2);
    }

    private StoreConfig database() {
        return new StoreConfig(
                true,
                url,
                PostgresServer.ROLE,
                PostgresServer.PASSWORD,
                4,
                "",
                "unused.db",
                4,
                1_000);
    }

    @AfterEach
    void stop() throws IOException {
        b.close();
        hazelcastB.getLifecycleService().terminate();
        // Hazelcast repeats what meets the change of owners, each time half a second later.
        await().atMost(PATIENCE).until(() -> hazelcastA.getPartitionService().isClusterSafe());
        a.close();
        hazelcastA.getLifecycleService().terminate();
        server.close();
    }

    @Test
    void nothingAcknowledgedIsLostIfTheDatabaseIsKilledUnderLoad() throws Exception {
        play(4);
        server.kill();
        play(12);
        server.resume();
        play(4);
        assertAllIsWritten();
    }

    @Test
    void nothingAcknowledgedIsLostIfANodeDiesWhileTheDatabaseIsAway() throws Exception {
        play(4);
        server.kill();
        play(12);
        // The promise is to survive one loss at a time: all copies are there before it.
        await().until(() -> hazelcastA.getPartitionService().isClusterSafe());
        hazelcastB.getLifecycleService().terminate();
        await().until(() -> a.ask(BusContract.GET_NODES, new GetNodes()).nodes().size() == 1);
        server.resume();
        assertAllIsWritten();
    }

    @Test
    void aDeviceIsNotKnownWhileTheDatabaseIsAwayButANewPlayerIs() throws Exception {
        server.kill();
        RegisterGuest known = new RegisterGuest(player(500), "Ann", Optional.of("d".repeat(64)), 1);
        assertThat(a.refusal(BusContract.REGISTER_GUEST, known).rejection().code())
                .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        assertThat(a.refusal(BusContract.REGISTER_GUEST_LATER, known).rejection().code())
                .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        logIn(a, player(501));
        Api.Player waiting =
                b.ask(BusContract.FIND_WAITING_PLAYER, new FindPlayer(player(501))).player();
        assertThat(waiting.displayName()).isEqualTo("Guest");
    }

    @Test
    void beyondItsBoundTheOutboxDropsTheOldestAndCountsThem() throws Exception {
        server.kill();
        for (int number = 0; number < 1_200; number++) {
            logIn(number % 2 == 0 ? a : b, player(1_000 + number));
        }
        await().atMost(PATIENCE)
                .until(() -> hazelcastA.getMap("rallypoint.outbox").size() <= 1_000);
        assertThat(dropped(a) + dropped(b))
                .isEqualTo(1_200 - hazelcastA.getMap("rallypoint.outbox").size());
        server.resume();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> hazelcastA.getMap("rallypoint.outbox").isEmpty());
        assertThat(number("SELECT count(*) FROM players")).isBetween(950L, 1_000L);
    }

    private static int dropped(TestNode node) {
        return (int)
                node
                        .registry
                        .find("rallypoint_outbox_dropped")
                        .tag("reason", "capacity")
                        .counters()
                        .stream()
                        .mapToDouble(counter -> counter.count())
                        .sum();
    }

    /** Everything that is to be written, through both nodes in turn. */
    private void play(int rounds) {
        for (int round = 0; round < rounds; round++) {
            TestNode one = round % 2 == 0 ? a : b;
            TestNode other = round % 2 == 0 ? b : a;
            String guest = player(100 + acknowledged.players.size());
            logIn(one, guest);
            acknowledged.players.add(guest);
            String id = one.create(OWNER, 4).lobbyId();
            other.join(id, guest);
            other.join(id, player(3));
            one.ask(BusContract.KICK_MEMBER, new KickMember(id, OWNER, player(3)));
            acknowledged.kicks++;
            Api.Lobby racing =
                    other.ask(BusContract.START_LOBBY, new StartLobby(id, OWNER)).lobby();
            acknowledged.started.add(id);
            if (round % 3 == 0) {
                one.ask(BusContract.LEAVE_LOBBY, new LeaveLobby(id, guest));
                other.ask(BusContract.LEAVE_LOBBY, new LeaveLobby(id, OWNER));
                acknowledged.closed.add(id);
            } else {
                acknowledged.open.put(id, racing.version());
            }
        }
    }

    private static void logIn(TestNode node, String playerId) {
        node.ask(
                BusContract.REGISTER_GUEST_LATER,
                new RegisterGuest(playerId, "Guest", Optional.empty(), 1));
    }

    private void assertAllIsWritten() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(this::assertWritten);
        await().until(() -> hazelcastA.getMap("rallypoint.outbox").isEmpty());
        await().until(
                        () ->
                                hazelcastA
                                        .getMap("rallypoint.saved")
                                        .keySet()
                                        .equals(acknowledged.open.keySet()));
    }

    private void assertWritten() throws SQLException {
        for (Map.Entry<String, Long> lobby : acknowledged.open.entrySet()) {
            assertThat(number("SELECT version FROM lobbies WHERE" + is(lobby.getKey())))
                    .isGreaterThanOrEqualTo(lobby.getValue());
        }
        for (String id : acknowledged.closed) {
            assertThat(
                            number(
                                    "SELECT count(*) FROM lobbies WHERE removed_at_ms IS NULL AND"
                                            + is(id)))
                    .isZero();
            assertThat(number("SELECT ended_at_ms FROM matches WHERE" + is(id))).isPositive();
        }
        for (String id : acknowledged.started) {
            assertThat(number("SELECT started_at_ms FROM matches WHERE" + is(id))).isPositive();
        }
        assertThat(number("SELECT count(*) FROM matches")).isEqualTo(acknowledged.started.size());
        assertThat(number("SELECT count(*) FROM match_members"))
                .isEqualTo(2L * acknowledged.started.size());
        assertThat(number("SELECT count(*) FROM audit")).isEqualTo(acknowledged.kicks);
        assertThat(number("SELECT count(*) FROM players")).isEqualTo(acknowledged.players.size());
    }

    private static String is(String lobbyId) {
        return " lobby_id = '" + lobbyId + "'";
    }

    private long number(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                url, PostgresServer.ROLE, PostgresServer.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }
}
