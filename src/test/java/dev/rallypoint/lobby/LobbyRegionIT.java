package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.CAT;
import static dev.rallypoint.lobby.Lobbies.rtt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LobbyMessage.OpenConnection;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.support.ClusterMembers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node of {@code local} and one of {@code asia}. */
class LobbyRegionIT {
    private static final LobbyConfig PATIENT = new LobbyConfig(600, 600, 64, 50);

    @TempDir Path directory;
    private HazelcastInstance hazelcastHere;
    private HazelcastInstance hazelcastInAsia;
    private TestNode here;
    private TestNode inAsia;

    @BeforeEach
    void startNodes() {
        ClusterMembers members = ClusterMembers.in(directory);
        hazelcastHere = members.join("node-a");
        here = TestNode.clustered("node-a", hazelcastHere).start(PATIENT);
        hazelcastInAsia = members.join("node-b", "asia");
        inAsia = TestNode.clustered("node-b", hazelcastInAsia).inRegion("asia").start(PATIENT);
        await().until(() -> nodes(here).size() == 2 && nodes(inAsia).size() == 2);
    }

    @AfterEach
    void stopNodes() {
        inAsia.close();
        hazelcastInAsia.getLifecycleService().terminate();
        here.close();
        hazelcastHere.getLifecycleService().terminate();
    }

    private static List<NodeInfo> nodes(TestNode node) {
        return node.ask(BusContract.GET_NODES, new GetNodes()).nodes();
    }

    private static void awaitBothSee(List<TestNode> all, Predicate<NodeInfo> state) {
        await().untilAsserted(
                        () ->
                                assertThat(all)
                                        .allSatisfy(
                                                node -> assertThat(nodes(node)).anyMatch(state)));
    }

    private static Api.Lobby create(TestNode node, Api.RegionRtt... measured) {
        CreateLobby call = new CreateLobby(ANN, "Ann", Lobbies.wishWithoutRegion(measured));
        return node.ask(BusContract.CREATE_LOBBY, call).lobby();
    }

    private static Api.Lobby join(
            TestNode node, String lobbyId, String playerId, Api.RegionRtt... measured) {
        return node.ask(
                        BusContract.JOIN_LOBBY,
                        new JoinLobby(
                                lobbyId, playerId, "Guest", Optional.empty(), List.of(measured)))
                .lobby();
    }

    private static List<String> servers(TestNode node, String lobbyId, String playerId) {
        OpenConnection call = new OpenConnection(lobbyId, playerId, "netcode-1.02", "127.0.0.1");
        return node.ask(BusContract.OPEN_CONNECTION, call).connection().servers();
    }

    private String region(String lobbyId) {
        return here.ask(BusContract.GET_LOBBY, new GetLobby(lobbyId)).lobby().region();
    }

    @Test
    void aLobbyRacesWhereItsMembersAreNearestUntilOneOfThemHasAToken() {
        Api.Lobby lobby = create(here, rtt("local", 20), rtt("asia", 90));
        String id = lobby.lobbyId();
        assertThat(lobby.region()).isEqualTo("local");
        Api.Lobby joined = join(inAsia, id, BOB, rtt("asia", 15), rtt("local", 240));
        assertThat(joined.region()).isEqualTo("asia");
        assertThat(joined.toString()).doesNotContain("240").doesNotContain("rtt");
        for (TestNode node : List.of(here, inAsia)) {
            await().untilAsserted(
                            () ->
                                    assertThat(node.eventsOf(id))
                                            .extracting(event -> event.id() + event.type())
                                            .containsExactlyInAnyOrder(
                                                    "1member-joined",
                                                    "2member-joined",
                                                    "3settings-changed"));
        }
        assertThat(servers(here, id, ANN)).containsExactly(inAsia.loopback(), here.loopback());
        here.ask(BusContract.LEAVE_LOBBY, new LeaveLobby(id, BOB));
        assertThat(join(here, id, CAT, rtt("local", 5)).region()).isEqualTo("asia");
        assertThat(servers(inAsia, id, CAT).get(0)).isEqualTo(inAsia.loopback());
        assertThat(here.moves).as("no relay had to hear of it").isEmpty();
        assertThat(inAsia.moves).isEmpty();
        assertThat(here.blocked).isEmpty();
        assertThat(inAsia.blocked).isEmpty();
    }

    @Test
    void theCreatorsFiguresFindTheFirstHomeAndWithoutAnyItIsTheRegionOfTheNodeAsked() {
        Api.Lobby far = create(here, rtt("local", 200), rtt("asia", 20));
        assertThat(far.region()).isEqualTo("asia");
        assertThat(servers(here, far.lobbyId(), ANN).get(0)).isEqualTo(inAsia.loopback());
        assertThat(create(here).region()).isEqualTo("local");
        assertThat(create(inAsia).region()).isEqualTo("asia");
    }

    @Test
    void aFullNodeGetsNoMatchAlsoOfALobbyThatWasMadeBefore() {
        String before = create(here, rtt("asia", 20)).lobbyId();
        assertThat(region(before)).isEqualTo("asia");
        int all = TestNode.RELAY.maxSessions();
        inAsia.bus.publish(BusContract.RELAY_LOAD, new RelayLoad(0, all, 1));
        awaitBothSee(List.of(here, inAsia), node -> node.sessions() == all);

        Api.Lobby lobby = create(inAsia, rtt("asia", 20), rtt("local", 200));
        assertThat(lobby.region()).isEqualTo("local");
        for (String id : List.of(before, lobby.lobbyId())) {
            assertThat(servers(here, id, ANN)).containsExactly(here.loopback());
        }
    }

    @Test
    void aDrainingNodeGetsNoMatch() {
        inAsia.ask(BusContract.DRAIN_NODE.at("node-b"), new DrainNode(true));
        awaitBothSee(List.of(here, inAsia), NodeInfo::draining);
        Api.Lobby lobby = create(inAsia, rtt("asia", 20), rtt("local", 200));
        assertThat(lobby.region()).isEqualTo("local");
        assertThat(servers(inAsia, lobby.lobbyId(), ANN)).containsExactly(here.loopback());
        String unmeasured = create(inAsia).lobbyId();
        assertThat(servers(inAsia, unmeasured, ANN)).containsExactly(here.loopback());
    }

    @Test
    void refusesRoundTripsToRegionsThatAreNotConfiguredOrToldTwice() {
        String id = create(here).lobbyId();
        JoinLobby unknown =
                new JoinLobby(id, BOB, "Bob", Optional.empty(), List.of(rtt("mars", 1)));
        assertThat(here.refusal(BusContract.JOIN_LOBBY, unknown).rejection().code())
                .isEqualTo(ProblemCode.REGION_NOT_FOUND);
        CreateLobby twice =
                new CreateLobby(
                        ANN, "Ann", Lobbies.wishWithoutRegion(rtt("asia", 1), rtt("asia", 1)));
        assertThat(here.refusal(BusContract.CREATE_LOBBY, twice).rejection().code())
                .isEqualTo(ProblemCode.INVALID_BODY);
    }
}
