package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.LobbyMessage.ChangeLobby;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.FindLobbyByCode;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.HostMatch;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.KickMember;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.MatchPlayer;
import dev.rallypoint.contract.LobbyMessage.OpenConnection;
import dev.rallypoint.contract.LobbyMessage.ReadLobbyEvents;
import dev.rallypoint.contract.LobbyMessage.SayInLobby;
import dev.rallypoint.contract.LobbyMessage.SetReady;
import dev.rallypoint.contract.LobbyMessage.StartLobby;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.contract.ResultMessage.MatchChanged;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchMember;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.lobby.SeatRules.Identity;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lobby room over a real bus and a real Hazelcast; no event loop is ever blocked. */
class LobbyVerticleIT {
    private static final LobbyConfig QUICK = new LobbyConfig(3, 1, 64, 3);
    private static HazelcastInstance hazelcast;
    private static TestNode node;
    private static TestStore store;
    private static long players = 1_000;

    @BeforeAll
    static void startNode() {
        hazelcast = HazelcastInstances.standAlone();
        node = TestNode.alone("node-a", hazelcast);
        store = new TestStore().serveOn(node.bus);
        node.start(QUICK);
    }

    @AfterAll
    static void stopNode() {
        node.close();
        hazelcast.getLifecycleService().terminate();
    }

    @AfterEach
    void nothingBlockedTheLoop() {
        assertThat(node.blocked).isEmpty();
    }

    private static String newPlayer() {
        return player(players++);
    }

    private static List<String> types(String lobbyId) {
        return node.eventsOf(lobbyId).stream().map(LobbyEvent::type).toList();
    }

    private static ProblemCode code(RejectedException refused) {
        return refused.rejection().code();
    }

    private static Api.Lobby get(String lobbyId) {
        return node.ask(BusContract.GET_LOBBY, new GetLobby(lobbyId)).lobby();
    }

    private static void session(String lobbyId, String playerId, int slot, boolean connected) {
        node.bus.publish(
                BusContract.SESSION_CHANGED,
                new SessionChanged(lobbyId, playerId, slot, connected, "left"));
    }

    @Test
    void letsPlayersMeetAndRace() {
        String ann = newPlayer();
        String bob = newPlayer();
        Api.Lobby lobby = node.create(ann, 4);
        String id = lobby.lobbyId();
        assertThat(Ids.isLobbyId(id)).isTrue();
        assertThat(UUID.fromString(id).version()).isEqualTo(4);
        assertThat(node.join(id, bob).members()).hasSize(2);
        assertThat(node.join(id, bob).version()).isEqualTo(get(id).version());
        assertThat(
                        node.ask(
                                        BusContract.FIND_LOBBY_BY_CODE,
                                        new FindLobbyByCode(lobby.joinCode()))
                                .lobby())
                .isEqualTo(get(id));
        node.ask(BusContract.SET_READY, new SetReady(id, bob, true));
        node.ask(BusContract.SAY_IN_LOBBY, new SayInLobby(id, bob, "go"));
        LobbyReply started = node.ask(BusContract.START_LOBBY, new StartLobby(id, ann));
        assertThat(started.lobby().state()).isEqualTo("racing");
        assertThat(code(node.refusal(BusContract.START_LOBBY, new StartLobby(id, ann))))
                .isEqualTo(ProblemCode.ALREADY_STARTED);
        await().untilAsserted(
                        () ->
                                assertThat(types(id))
                                        .containsExactly(
                                                "member-joined",
                                                "member-joined",
                                                "member-ready",
                                                "message",
                                                "started"));
        List<LobbyEvent> since =
                node.ask(BusContract.READ_LOBBY_EVENTS, new ReadLobbyEvents(id, bob, 3)).events();
        assertThat(since).isEqualTo(node.eventsOf(id).subList(3, 5));
        assertThat(
                        code(
                                node.refusal(
                                        BusContract.READ_LOBBY_EVENTS,
                                        new ReadLobbyEvents(id, newPlayer(), 0))))
                .isEqualTo(ProblemCode.NOT_MEMBER);
        node.ask(BusContract.KICK_MEMBER, new KickMember(id, ann, bob));
        node.ask(BusContract.LEAVE_LOBBY, new LeaveLobby(id, ann));
        assertThat(code(node.refusal(BusContract.GET_LOBBY, new GetLobby(id))))
                .isEqualTo(ProblemCode.LOBBY_NOT_FOUND);
        await().untilAsserted(() -> theStoreKnowsThatRace(id, ann, bob));
    }

    private static void theStoreKnowsThatRace(String lobbyId, String ann, String bob) {
        MatchStarted started =
                store.calls(MatchStarted.class).stream()
                        .filter(match -> match.lobbyId().equals(lobbyId))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no match of " + lobbyId));
        assertThat(started.members())
                .containsExactly(
                        new MatchMember(ann, MatchOrigin.STARTED),
                        new MatchMember(bob, MatchOrigin.STARTED));
        assertThat(started.kind()).isEqualTo(LobbyKind.PUBLIC);
        assertThat(store.calls(MatchEnded.class))
                .extracting(MatchEnded::matchId)
                .contains(started.matchId());
        assertThat(store.calls(AuditEntry.class))
                .anyMatch(entry -> entry.actor().equals(ann) && entry.subject().equals(bob));
        assertThat(store.lobbies).doesNotContainKey(lobbyId);
    }

    private static List<MatchStarted> starts(String matchId) {
        return store.calls(MatchStarted.class).stream()
                .filter(match -> match.matchId().equals(matchId))
                .toList();
    }

    /** What another node wrote last before it died. */
    private static Lobby write(HostMatch match, long atMs) {
        Lobby made =
                new MatchSeats(QUICK.keptEvents())
                        .host(
                                match,
                                new Identity(match.lobbyId(), "ABCDEF", Optional.empty()),
                                atMs)
                        .lobby()
                        .orElseThrow();
        hazelcast
                .<String, String>getMap(HazelcastLobbyStore.LOBBIES)
                .set(match.lobbyId(), LobbyCodec.encode(made));
        return made;
    }

    private static HostMatch match(String ann, String bob) {
        return new HostMatch(
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                "race",
                Optional.of("hill"),
                "local",
                8,
                true,
                List.of(
                        new MatchPlayer(ann, "Ann", Map.of("local", 10)),
                        new MatchPlayer(bob, "Bob", Map.of("local", 10))));
    }

    @Test
    void aRaceThatADeadNodeBeganIsToldByWhoHostsItAgain() {
        HostMatch match = match(newPlayer(), newPlayer());
        long startedAtMs = System.currentTimeMillis() - 60_000;
        write(match, startedAtMs);
        assertThat(node.ask(BusContract.HOST_MATCH, match).lobby().state()).isEqualTo("racing");
        await().untilAsserted(() -> assertThat(starts(match.matchId())).hasSize(1));
        MatchStarted told = starts(match.matchId()).get(0);
        assertThat(told.startedAtMs()).isEqualTo(startedAtMs);
        assertThat(told.kind()).isEqualTo(LobbyKind.MATCHED);
        assertThat(told.members())
                .extracting(MatchMember::origin)
                .containsExactly(MatchOrigin.STARTED, MatchOrigin.STARTED);
        await().untilAsserted(
                        () ->
                                assertThat(store.calls(MatchChanged.class))
                                        .extracting(MatchChanged::matchId)
                                        .contains(match.matchId()));
    }

    @Test
    void aRaceThatADeadNodeBeganIsToldWhenItsOwnerStartsItAgain() {
        String ann = newPlayer();
        HostMatch match = match(ann, newPlayer());
        write(match, System.currentTimeMillis());
        assertThat(
                        code(
                                node.refusal(
                                        BusContract.START_LOBBY,
                                        new StartLobby(match.lobbyId(), ann))))
                .isEqualTo(ProblemCode.ALREADY_STARTED);
        await().untilAsserted(() -> assertThat(starts(match.matchId())).hasSize(1));
    }

    @Test
    void asksForThePasswordOfALockedLobby() {
        String ann = newPlayer();
        String bob = newPlayer();
        Api.Lobby lobby = node.create(ann, 4);
        String id = lobby.lobbyId();
        Api.ChangeLobby patch =
                new Api.ChangeLobby(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("secret"));
        assertThat(code(node.refusal(BusContract.CHANGE_LOBBY, new ChangeLobby(id, bob, patch))))
                .isEqualTo(ProblemCode.NOT_OWNER);
        node.ask(BusContract.CHANGE_LOBBY, new ChangeLobby(id, ann, patch));
        for (Optional<String> wrong : List.of(Optional.of("Secret"), Optional.<String>empty())) {
            JoinLobby call = new JoinLobby(id, bob, "Bob", wrong);
            assertThat(code(node.refusal(BusContract.JOIN_LOBBY, call)))
                    .isEqualTo(ProblemCode.INVALID_PASSWORD);
        }
        node.ask(BusContract.JOIN_LOBBY, new JoinLobby(id, bob, "Bob", Optional.of("secret")));
        assertThat(node.join(id, bob).members()).hasSize(2);
        assertThat(get(id).hasPassword()).isTrue();
    }

    @Test
    void refusesWhatCannotBeCreated() {
        Api.CreateLobby elsewhere =
                new Api.CreateLobby(
                        "n",
                        "race",
                        Optional.empty(),
                        4,
                        "public",
                        Optional.empty(),
                        Optional.of("atlantis"),
                        "raw");
        CreateLobby call = new CreateLobby(newPlayer(), "X", elsewhere);
        assertThat(code(node.refusal(BusContract.CREATE_LOBBY, call)))
                .isEqualTo(ProblemCode.REGION_NOT_FOUND);
        CreateLobby huge = new CreateLobby(newPlayer(), "X", Lobbies.wish(65));
        assertThat(code(node.refusal(BusContract.CREATE_LOBBY, huge)))
                .isEqualTo(ProblemCode.INVALID_BODY);
    }

    @Test
    void aLobbyThatIsNoMoreCountsForNoLimitAlsoWhereThatIsNotKnownYet() {
        String owner = newPlayer();
        for (int lobby = 0; lobby < QUICK.lobbiesPerPlayer(); lobby++) {
            // No news of it reaches the view.
            hazelcast.getMap(HazelcastLobbyStore.LOBBIES).evict(node.create(owner, 2).lobbyId());
        }
        assertThat(node.create(owner, 2).members()).hasSize(1);
    }

    @Test
    void limitsTheLobbiesOfAPlayerAlsoWhenHeAsksForAllAtOnce() {
        String ann = newPlayer();
        List<Future<LobbyReply>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(
                    node.bus.request(
                            BusContract.CREATE_LOBBY,
                            new CreateLobby(ann, "Ann", Lobbies.wish(2))));
        }
        TestNode.await(Future.join(answers).otherwiseEmpty());
        assertThat(answers.stream().filter(Future::succeeded)).hasSize(QUICK.lobbiesPerPlayer());
        String other = node.create(newPlayer(), 4).lobbyId();
        JoinLobby call = new JoinLobby(other, ann, "Ann", Optional.empty());
        assertThat(code(node.refusal(BusContract.JOIN_LOBBY, call)))
                .isEqualTo(ProblemCode.TOO_MANY_LOBBIES);
        String mine =
                answers.stream()
                        .filter(Future::succeeded)
                        .findAny()
                        .orElseThrow()
                        .result()
                        .lobby()
                        .lobbyId();
        assertThat(node.join(mine, ann).members()).hasSize(1);
    }

    @Test
    void seatsNoMoreThanTheCapacityWhenAllJoinAtOnce() {
        String id = node.create(newPlayer(), 8).lobbyId();
        List<Future<LobbyReply>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            JoinLobby call = new JoinLobby(id, newPlayer(), "G", Optional.empty());
            answers.add(node.bus.request(BusContract.JOIN_LOBBY, call));
        }
        TestNode.await(Future.join(answers).otherwiseEmpty());
        assertThat(answers.stream().filter(Future::succeeded)).hasSize(7);
        assertThat(get(id).members()).hasSize(8);
        await().untilAsserted(
                        () ->
                                assertThat(node.eventsOf(id))
                                        .extracting(LobbyEvent::id)
                                        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L));
    }

    @Test
    void refusesNobodyOfAFullLobbyWhereAllTalkAtOnce() {
        String owner = newPlayer();
        String id = node.create(owner, 64).lobbyId();
        List<String> members = new ArrayList<>(List.of(owner));
        while (members.size() < 64) {
            members.add(newPlayer());
            node.join(id, members.get(members.size() - 1));
        }
        List<Future<Done>> answers = new ArrayList<>();
        for (int line = 0; line < 4; line++) {
            for (String member : members) {
                SayInLobby call = new SayInLobby(id, member, "line " + line);
                answers.add(node.bus.request(BusContract.SAY_IN_LOBBY, call));
            }
        }
        answers.forEach(TestNode::await);
        assertThat(get(id).version()).isEqualTo(64 + 4 * 64);
    }

    @Test
    void listsPublicLobbiesAtOnceAndPageByPage() {
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            mine.add(node.create(newPlayer(), 2).lobbyId());
        }
        // Lobbies of one millisecond have no order of creation, but every page has the same.
        List<String> seen = listed(2);
        assertThat(seen).containsAll(mine).doesNotHaveDuplicates().isEqualTo(listed(100));
        ListLobbies forged =
                new ListLobbies(
                        Optional.empty(), Optional.empty(), false, 2, Optional.of("forged"));
        assertThat(code(node.refusal(BusContract.LIST_LOBBIES, forged)))
                .isEqualTo(ProblemCode.INVALID_CURSOR);
    }

    /** Ids of all open lobbies with room, read in pages of {@code limit}. */
    private List<String> listed(int limit) {
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            ListLobbies question =
                    new ListLobbies(Optional.of("local"), Optional.of("race"), true, limit, cursor);
            Api.LobbyPage page = node.ask(BusContract.LIST_LOBBIES, question).page();
            page.lobbies().forEach(lobby -> seen.add(lobby.lobbyId()));
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        return seen;
    }

    @Test
    void givesMembersATokenThatTheRelayAccepts() {
        String ann = newPlayer();
        Api.Lobby lobby = node.create(ann, 4);
        for (String flavour : List.of("netcode-1.02", "netcode-1.01", "renet")) {
            OpenConnection call = new OpenConnection(lobby.lobbyId(), ann, flavour, "127.0.0.1");
            Api.Connection connection = node.ask(BusContract.OPEN_CONNECTION, call).connection();
            assertThat(connection.servers()).hasSize(1);
            OpenedToken opened =
                    OpenedToken.at(
                            connection.servers().get(0), connection, System.currentTimeMillis());
            assertThat(opened.clientId()).isEqualTo(Ids.clientId(ann).orElseThrow());
            assertThat(opened.ticket().matchId()).hasToString(lobby.lobbyId());
            assertThat(opened.ticket().slots()).isEqualTo(4);
        }
        OpenConnection stranger =
                new OpenConnection(lobby.lobbyId(), newPlayer(), "renet", "127.0.0.1");
        assertThat(code(node.refusal(BusContract.OPEN_CONNECTION, stranger)))
                .isEqualTo(ProblemCode.NOT_MEMBER);
        OpenConnection unknown =
                new OpenConnection(lobby.lobbyId(), ann, "netcode-0.9", "127.0.0.1");
        assertThat(code(node.refusal(BusContract.OPEN_CONNECTION, unknown)))
                .isEqualTo(ProblemCode.INVALID_BODY);
        assertThat(node.registry.get("rallypoint_connect_tokens").counters()).hasSize(3);
    }

    @Test
    void showsSessionsAndFreesTheSeatAfterTheGraceTime() {
        String ann = newPlayer();
        String bob = newPlayer();
        String id = node.create(ann, 2).lobbyId();
        node.join(id, bob);
        session(id, ann, 0, true);
        session(id, bob, 1, true);
        session(id, ann, 0, false);
        await().untilAsserted(
                        () ->
                                assertThat(get(id).members())
                                        .extracting(Api.Member::playerId, Api.Member::connected)
                                        .containsExactly(tuple(bob, true)));
        assertThat(get(id).owner()).isEqualTo(bob);
        await().untilAsserted(
                        () ->
                                assertThat(types(id))
                                        .containsExactly(
                                                "member-joined",
                                                "member-joined",
                                                "member-connected",
                                                "member-connected",
                                                "member-disconnected",
                                                "member-left",
                                                "owner-changed"));
    }

    @Test
    void removesALobbyThatNobodyConnectsTo() {
        String id = node.create(newPlayer(), 2).lobbyId();
        await().untilAsserted(() -> assertThat(types(id)).contains("closed"));
        assertThat(code(node.refusal(BusContract.GET_LOBBY, new GetLobby(id))))
                .isEqualTo(ProblemCode.LOBBY_NOT_FOUND);
        await().untilAsserted(() -> assertThat(store.lobbies).doesNotContainKey(id));
        assertThat(node.registry.get(Metric.LOBBIES.metricName()).gauge().value())
                .isGreaterThanOrEqualTo(0);
    }

    @Test
    void learnsFromReportsWhatSessionsNobodyToldOf() {
        String ann = newPlayer();
        String bob = newPlayer();
        String id = node.create(ann, 2).lobbyId();
        node.join(id, bob);
        MatchSessions both = new MatchSessions(id, List.of(new Seat(ann, 0), new Seat(bob, 1)));
        node.report(both);
        await().until(() -> get(id).members().stream().allMatch(Api.Member::connected));

        MatchSessions bobAlone = new MatchSessions(id, List.of(new Seat(bob, 1)));
        node.report(bobAlone);
        node.report(bobAlone);
        await().untilAsserted(() -> assertThat(types(id)).contains("member-disconnected"));
        await().untilAsserted(
                        () ->
                                assertThat(get(id).members())
                                        .extracting(Api.Member::playerId, Api.Member::connected)
                                        .contains(tuple(bob, true)));
        assertThat(node.movesOf(id)).isEmpty();
    }

    @Test
    void endsTheSessionsOfALobbyThatIsNoMore() {
        String gone = UUID.randomUUID().toString();
        long before = System.currentTimeMillis() - 1_000;
        node.report(new MatchSessions(gone, List.of(new Seat(newPlayer(), 0))));
        await().untilAsserted(
                        () ->
                                assertThat(node.movesOf(gone))
                                        .singleElement()
                                        .matches(moved -> !moved.here())
                                        .matches(moved -> moved.generation() > before));
    }

    @Test
    void answersTimeoutWhileTheMapHangsAndLaterDoesNotDoWhatNobodyWaitsForAnyMore() {
        List<String> owners = new ArrayList<>();
        List<String> stuck = new ArrayList<>();
        IMap<String, String> map = hazelcast.getMap(HazelcastLobbyStore.LOBBIES);
        for (int i = 0; i < 8; i++) {
            owners.add(newPlayer());
            stuck.add(node.create(owners.get(i), 4).lobbyId());
            session(stuck.get(i), owners.get(i), 0, true);
        }
        String free = node.create(newPlayer(), 4).lobbyId();
        stuck.forEach(id -> await().until(() -> get(id).members().get(0).connected()));
        // Writes wait for a lock as they do for a holder that is dying.
        stuck.forEach(map::lock);
        List<Future<Done>> answers = new ArrayList<>();
        for (int line = 0; line < 5; line++) {
            for (int i = 0; i < stuck.size(); i++) {
                SayInLobby call = new SayInLobby(stuck.get(i), owners.get(i), "line " + line);
                answers.add(node.bus.request(BusContract.SAY_IN_LOBBY, call));
            }
        }
        assertThat(node.join(free, newPlayer()).members()).as("of a lobby elsewhere").hasSize(2);
        for (Future<Done> answer : answers) {
            assertThatThrownBy(() -> TestNode.await(answer))
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            refused -> assertThat(code(refused)).isEqualTo(ProblemCode.TIMEOUT));
        }
        stuck.forEach(map::unlock);
        for (int i = 0; i < stuck.size(); i++) {
            String id = stuck.get(i);
            node.ask(BusContract.SAY_IN_LOBBY, new SayInLobby(id, owners.get(i), "at last"));
            await().untilAsserted(
                            () ->
                                    assertThat(node.eventsOf(id))
                                            .filteredOn(event -> event.type().equals("message"))
                                            .extracting(event -> event.text().orElseThrow())
                                            .endsWith("at last")
                                            .hasSizeLessThanOrEqualTo(2)
                                            .doesNotContain(
                                                    "line 1", "line 2", "line 3", "line 4"));
        }
    }

    @Test
    void aNodeThatIsAloneKeepsItsMatchesWhenItIsDrained() {
        String ann = newPlayer();
        String id = node.create(ann, 4).lobbyId();
        session(id, ann, 0, true);
        await().until(() -> get(id).members().get(0).connected());
        node.ask(BusContract.DRAIN_NODE.at("node-a"), new DrainNode(true));
        OpenConnection call = new OpenConnection(id, ann, "netcode-1.02", "127.0.0.1");
        assertThat(node.ask(BusContract.OPEN_CONNECTION, call).connection().servers())
                .containsExactly(node.loopback());
        assertThat(types(id)).doesNotContain("relocated");
        node.ask(BusContract.DRAIN_NODE.at("node-a"), new DrainNode(false));
    }

    @Test
    void tellsTheLoadOfAllItsRelaysToTheOthers() {
        node.bus.publish(BusContract.RELAY_LOAD, new RelayLoad(0, 7, 1));
        node.bus.publish(BusContract.RELAY_LOAD, new RelayLoad(1, 5, 1));
        await().untilAsserted(() -> assertThat(sessions()).isEqualTo(12));
        node.bus.publish(BusContract.RELAY_LOAD, new RelayLoad(0, 0, 0));
        await().untilAsserted(() -> assertThat(sessions()).isEqualTo(5));
    }

    private int sessions() {
        return node.ask(BusContract.GET_NODES, new GetNodes()).nodes().get(0).sessions();
    }
}
