package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.GetHomes;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.HostMatch;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.MatchPlayer;
import dev.rallypoint.contract.LobbyMessage.OpenConnection;
import dev.rallypoint.contract.LobbyMessage.SayInLobby;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.lobby.SeatRules.Identity;
import dev.rallypoint.support.ClusterMembers;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes joined by the project's own cluster.xml, on ports and under a name of this test. */
class TwoNodesIT {
    private static final LobbyConfig PATIENT = new LobbyConfig(600, 600, 64, 20);
    private static final int LOBBIES = 12;
    private static final int RELAYS_OF_B = 3;

    @TempDir Path directory;
    private HazelcastInstance hazelcastA;
    private HazelcastInstance hazelcastB;
    private TestNode a;
    private TestNode b;

    @BeforeEach
    void startNodes() {
        ClusterMembers members = ClusterMembers.in(directory);
        hazelcastA = members.join("node-a");
        a = TestNode.clustered("node-a", hazelcastA).start(PATIENT);
        hazelcastB = members.join("node-b");
        b = TestNode.clustered("node-b", hazelcastB).start(PATIENT, RELAYS_OF_B);
        await().until(() -> nodeIds(a).equals(List.of("node-a", "node-b")));
    }

    @AfterEach
    void stopNodes() {
        b.close();
        hazelcastB.getLifecycleService().terminate();
        a.close();
        hazelcastA.getLifecycleService().terminate();
    }

    private static List<String> nodeIds(TestNode node) {
        return node.ask(BusContract.GET_NODES, new GetNodes()).nodes().stream()
                .map(NodeInfo::nodeId)
                .toList();
    }

    private static Api.Lobby get(TestNode node, String lobbyId) {
        return node.ask(BusContract.GET_LOBBY, new GetLobby(lobbyId)).lobby();
    }

    private static List<String> listed(TestNode node) {
        ListLobbies all =
                new ListLobbies(Optional.empty(), Optional.empty(), false, 100, Optional.empty());
        return node.ask(BusContract.LIST_LOBBIES, all).page().lobbies().stream()
                .map(Api.Lobby::lobbyId)
                .toList();
    }

    @Test
    void playersMeetAcrossNodesAndEventsReachBoth() {
        String id = a.create(ANN, 4).lobbyId();
        assertThat(b.join(id, BOB).members()).hasSize(2);
        a.ask(BusContract.SAY_IN_LOBBY, new SayInLobby(id, ANN, "hello"));
        assertThat(get(a, id)).isEqualTo(get(b, id));
        for (TestNode node : List.of(a, b)) {
            await().untilAsserted(
                            () ->
                                    assertThat(node.eventsOf(id))
                                            .extracting(event -> event.id() + event.type())
                                            .containsExactlyInAnyOrder(
                                                    "1member-joined",
                                                    "2member-joined",
                                                    "3message"));
            await().untilAsserted(() -> assertThat(listed(node)).containsExactly(id));
        }
        assertThat(a.blocked).isEmpty();
        assertThat(b.blocked).isEmpty();
    }

    @Test
    void neverSeatsMoreThanTheCapacityWhenBothNodesFillALobby() {
        String id = a.create(ANN, 16).lobbyId();
        List<Future<LobbyReply>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            TestNode node = i % 2 == 0 ? a : b;
            JoinLobby call = new JoinLobby(id, Lobbies.player(100 + i), "G", Optional.empty());
            answers.add(node.bus.request(BusContract.JOIN_LOBBY, call));
        }
        answers.forEach(answer -> TestNode.await(answer.otherwiseEmpty()));
        assertThat(answers.stream().filter(Future::succeeded)).hasSize(15);
        assertThat(get(b, id).members()).hasSize(16);
    }

    @Test
    void bothNodesNameTheSameRelayForALobbyWhereverItLives() {
        Set<String> named = new TreeSet<>();
        for (int i = 0; i < LOBBIES * RELAYS_OF_B; i++) {
            String id = (i % 2 == 0 ? a : b).create(Lobbies.player(200 + i), 4).lobbyId();
            OpenConnection call =
                    new OpenConnection(id, Lobbies.player(200 + i), "netcode-1.02", "127.0.0.1");
            List<String> fromA = a.ask(BusContract.OPEN_CONNECTION, call).connection().servers();
            List<String> fromB = b.ask(BusContract.OPEN_CONNECTION, call).connection().servers();
            assertThat(fromA).as("home and standby").isEqualTo(fromB).hasSize(2);
            named.add(fromA.get(0));
        }
        assertThat(named).containsAll(b.loopbacks()).contains(a.loopback()).hasSize(4);
    }

    /** Lobbies of Ann's with a token given out, made on both nodes in turn. */
    private List<String> lobbiesWithTokens() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < LOBBIES; i++) {
            String id = (i % 2 == 0 ? a : b).create(ANN, 4).lobbyId();
            ids.add(id);
            connect(i % 2 == 0 ? b : a, id);
        }
        return ids;
    }

    private static Api.Connection connect(TestNode node, String lobbyId) {
        OpenConnection call = new OpenConnection(lobbyId, ANN, "netcode-1.02", "127.0.0.1");
        return node.ask(BusContract.OPEN_CONNECTION, call).connection();
    }

    private static int homes(TestNode node, String nodeId) {
        return node.ask(BusContract.GET_HOMES, new GetHomes()).lobbies().getOrDefault(nodeId, 0);
    }

    /** The ids of the lobbies whose tokens name this node first. */
    private List<String> livingOn(TestNode node, List<String> ids) {
        return ids.stream()
                .filter(id -> node.loopbacks().contains(connect(a, id).servers().get(0)))
                .toList();
    }

    @Test
    void whoTakesAMatchOverTellsOfItsStart() {
        long startedAtMs = System.currentTimeMillis() - 60_000;
        HostMatch match =
                new HostMatch(
                        "00000000-0000-4000-8000-000000000001",
                        "00000000-0000-4000-9000-000000000001",
                        "race",
                        Optional.empty(),
                        "local",
                        8,
                        true,
                        List.of(new MatchPlayer(ANN, "Ann", Map.of())));
        Lobby written =
                new MatchSeats(20)
                        .host(
                                match,
                                new Identity(match.lobbyId(), "ABCDEF", Optional.of("node-b")),
                                startedAtMs)
                        .lobby()
                        .orElseThrow();
        hazelcastB
                .<String, String>getMap(HazelcastLobbyStore.LOBBIES)
                .set(match.lobbyId(), LobbyCodec.encode(written));
        await().until(() -> homes(a, "node-b") == 1);
        await().until(() -> hazelcastA.getPartitionService().isClusterSafe());
        Map<String, String> outbox = hazelcastA.getMap("rallypoint.outbox");
        assertThat(outbox).isEmpty();
        hazelcastB.getLifecycleService().terminate();

        await().untilAsserted(
                        () ->
                                assertThat(outbox.keySet())
                                        .contains("match-started/" + match.matchId())
                                        .anyMatch(key -> key.startsWith("match-changed/")));
        assertThat(outbox.get("match-started/" + match.matchId()))
                .as("when it began")
                .contains("\"startedAtMs\":" + startedAtMs);
    }

    @Test
    void losesNoLobbyWithANodeAndMovesItsMatchesAtOnce() {
        List<String> ids = lobbiesWithTokens();
        List<String> ofB = livingOn(b, ids);
        assertThat(ofB).isNotEmpty().hasSizeLessThan(LOBBIES);
        for (String id : ofB) {
            b.bus.publish(BusContract.SESSION_CHANGED, new SessionChanged(id, ANN, 0, true, ""));
            await().until(() -> get(a, id).members().get(0).connected());
        }

        // The promise is to survive one loss at a time: all copies are there before it.
        await().until(() -> hazelcastA.getPartitionService().isClusterSafe());
        hazelcastB.getLifecycleService().terminate();

        for (String id : ofB) {
            await().untilAsserted(
                            () ->
                                    assertThat(a.movesOf(id))
                                            .as("foretold, and once more when it is written")
                                            .hasSizeBetween(1, 2)
                                            .allMatch(
                                                    moved -> moved.here() && moved.generation() > 0)
                                            .extracting(MatchMoved::members)
                                            .containsOnly(List.of(new Seat(ANN, 0))));
            await().untilAsserted(() -> assertThat(typesSeenBy(a, id)).contains("relocated"));
            assertThat(get(a, id).members().get(0).connected()).isFalse();
        }
        assertThat(nodeIds(a)).containsExactly("node-a");
        for (String id : ids) {
            assertThat(connect(a, id).servers()).isEqualTo(List.of(a.loopback()));
            assertThat(typesSeenBy(a, id).contains("relocated")).isEqualTo(ofB.contains(id));
        }
        assertThat(listed(a)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(homes(a, "node-a")).isEqualTo(LOBBIES);
        assertThat(a.blocked).isEmpty();
    }

    private static List<String> typesSeenBy(TestNode node, String lobbyId) {
        return node.eventsOf(lobbyId).stream().map(LobbyEvent::type).toList();
    }

    @Test
    void aDrainedNodeHandsItsMatchesOverAndTakesThemAgainWhenTheOtherIsDrained() {
        List<String> ids = lobbiesWithTokens();
        List<String> ofB = livingOn(b, ids);
        assertThat(ofB).isNotEmpty();

        a.ask(BusContract.DRAIN_NODE.at("node-b"), new DrainNode(true));
        for (String id : ofB) {
            await().untilAsserted(() -> assertThat(lastMove(b, id)).contains(false));
            await().untilAsserted(() -> assertThat(lastMove(a, id)).contains(true));
        }
        for (TestNode node : List.of(a, b)) {
            await().until(() -> homes(node, "node-a") == LOBBIES);
        }
        assertThat(connect(b, ids.get(0)).servers())
                .as("a drained node is no standby")
                .containsExactly(a.loopback());
        assertThat(b.create(BOB, 2).lobbyId()).satisfies(id -> ids.add(id));
        assertThat(homes(b, "node-b")).isZero();

        b.ask(BusContract.DRAIN_NODE.at("node-b"), new DrainNode(false));
        a.ask(BusContract.DRAIN_NODE.at("node-a"), new DrainNode(true));
        for (TestNode node : List.of(a, b)) {
            await().until(() -> homes(node, "node-b") == LOBBIES + 1);
        }
        for (String id : ids) {
            await().untilAsserted(() -> assertThat(lastMove(a, id)).contains(false));
            await().untilAsserted(() -> assertThat(lastMove(b, id)).contains(true));
        }
        assertThat(a.blocked).isEmpty();
        assertThat(b.blocked).isEmpty();
    }

    private static Optional<Boolean> lastMove(TestNode node, String lobbyId) {
        List<MatchMoved> moves = node.movesOf(lobbyId);
        return moves.isEmpty() ? Optional.empty() : Optional.of(moves.get(moves.size() - 1).here());
    }

    @Test
    void sessionsOfAMatchThatLivesElsewhereAreHandedOver() {
        List<String> ids = lobbiesWithTokens();
        String ofA = livingOn(a, ids).get(0);
        String ofB = livingOn(b, ids).get(0);
        List<Seat> ann = List.of(new Seat(ANN, 0));
        b.report(new MatchSessions(ofA, ann), new MatchSessions(ofB, ann));
        await().untilAsserted(() -> assertThat(lastMove(b, ofA)).contains(false));
        await().until(() -> get(a, ofB).members().get(0).connected());
        assertThat(b.movesOf(ofB)).isEmpty();
        assertThat(get(a, ofA).members().get(0).connected()).isFalse();
    }
}
