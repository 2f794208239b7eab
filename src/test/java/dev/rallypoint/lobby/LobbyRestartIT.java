package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.FindLobbyByCode;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LobbyMessage.SayInLobby;
import dev.rallypoint.contract.LobbyMessage.StartLobby;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.contract.StoreMessage.SavedLobby;
import dev.rallypoint.runtime.HazelcastWriteGate;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lobbies survive the node through the store, and the node survives without one. */
class LobbyRestartIT {
    private HazelcastInstance hazelcast;

    @BeforeEach
    void startHazelcast() {
        hazelcast = HazelcastInstances.standAlone();
    }

    @AfterEach
    void stopHazelcast() {
        hazelcast.getLifecycleService().terminate();
    }

    private TestNode node() {
        return TestNode.alone("node-a", hazelcast);
    }

    /** The cluster forgets everything, as when all nodes stop. */
    private void restartHazelcast() {
        stopHazelcast();
        startHazelcast();
    }

    @Test
    void bringsLobbiesBackWithTheirMembersNotConnected() {
        TestStore store;
        Api.Lobby saved;
        try (TestNode first = node()) {
            store = new TestStore().serveOn(first.bus);
            first.start(Lobbies.CONFIG);
            String id = first.create(ANN, 4).lobbyId();
            first.join(id, BOB);
            first.bus.publish(
                    BusContract.SESSION_CHANGED, new SessionChanged(id, ANN, 0, true, ""));
            first.ask(BusContract.START_LOBBY, new StartLobby(id, ANN));
            saved = first.ask(BusContract.GET_LOBBY, new GetLobby(id)).lobby();
            first.stopLobbies();
        }
        assertThat(saved.members().get(0).connected()).isTrue();
        store.lobbies.put("broken", new SavedLobby("broken", "{]", 1, 0));
        restartHazelcast();
        try (TestNode second = node()) {
            TestStore again = new TestStore();
            again.lobbies.putAll(store.lobbies);
            again.serveOn(second.bus);
            second.start(Lobbies.CONFIG);
            Api.Lobby back =
                    second.ask(
                                    BusContract.FIND_LOBBY_BY_CODE,
                                    new FindLobbyByCode(saved.joinCode()))
                            .lobby();
            assertThat(back.lobbyId()).isEqualTo(saved.lobbyId());
            assertThat(back.state()).isEqualTo("racing");
            assertThat(back.members()).hasSize(2).noneMatch(Api.Member::connected);
            assertThat(back.version()).isGreaterThan(saved.version());
            assertThat(again.lobbies).containsKey("broken");
        }
    }

    @Test
    void bringsLobbiesBackLateIfTheStoreIsAwayAtStart() {
        TestStore store;
        String saved;
        try (TestNode first = node()) {
            store = new TestStore().serveOn(first.bus);
            first.start(Lobbies.CONFIG);
            saved = first.create(ANN, 4).lobbyId();
            first.stopLobbies();
        }
        restartHazelcast();
        try (TestNode second = node()) {
            TestStore again = new TestStore();
            again.isAway = true;
            again.lobbies.putAll(store.lobbies);
            again.serveOn(second.bus);
            second.start(Lobbies.CONFIG);
            String young = second.create(BOB, 4).lobbyId();
            again.isAway = false;
            await().ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(second.join(saved, BOB).lobbyId()).isEqualTo(saved));
            await().untilAsserted(() -> assertThat(again.lobbies).containsOnlyKeys(saved, young));
        }
    }

    /** As the first node of a cluster that comes back: the majority is not there yet. */
    @Test
    void bringsLobbiesBackWhenItMayWriteIfItMayNotAtStart() {
        TestStore store;
        String saved;
        try (TestNode first = node()) {
            store = new TestStore().serveOn(first.bus);
            first.start(Lobbies.CONFIG);
            saved = first.create(ANN, 4).lobbyId();
            first.stopLobbies();
        }
        restartHazelcast();
        AtomicBoolean mayWrite = new AtomicBoolean();
        HazelcastWriteGate.install(hazelcast, gate(mayWrite));
        try (TestNode second = node()) {
            TestStore again = new TestStore();
            again.lobbies.putAll(store.lobbies);
            again.serveOn(second.bus);
            second.start(Lobbies.CONFIG);
            GetLobby question = new GetLobby(saved);
            assertThat(second.refusal(BusContract.GET_LOBBY, question).rejection().code())
                    .isEqualTo(ProblemCode.CLUSTER_MINORITY);
            mayWrite.set(true);
            await().ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(second.join(saved, BOB).lobbyId()).isEqualTo(saved));
        }
    }

    private static HazelcastWriteGate gate(AtomicBoolean mayWrite) {
        return new HazelcastWriteGate() {
            @Override
            public boolean mayWrite() {
                return mayWrite.get();
            }

            @Override
            public boolean wantsTwoCopies() {
                return false;
            }
        };
    }

    @Test
    void writesEverythingWhenTheStoreIsBack() {
        try (TestNode node = node()) {
            TestStore store = new TestStore().serveOn(node.bus);
            node.start(Lobbies.CONFIG);
            store.isAway = true;
            String kept = node.create(ANN, 4).lobbyId();
            String closed = node.create(BOB, 4).lobbyId();
            for (int i = 0; i < 50; i++) {
                node.ask(BusContract.SAY_IN_LOBBY, new SayInLobby(kept, ANN, "line " + i));
            }
            node.ask(BusContract.LEAVE_LOBBY, new LeaveLobby(closed, BOB));
            assertThat(store.calls(SavedLobby.class)).isEmpty();
            store.isAway = false;
            await().untilAsserted(() -> assertThat(store.lobbies).containsOnlyKeys(kept));
            assertThat(store.lobbies.get(kept).version()).isEqualTo(51);
            assertThat(store.calls(SavedLobby.class)).hasSizeLessThan(5);
        }
    }

    @Test
    void writesWhatIsLeftBeforeItStops() {
        try (TestNode node = node()) {
            TestStore store = new TestStore().serveOn(node.bus);
            node.start(Lobbies.CONFIG);
            String id = node.create(ANN, 4).lobbyId();
            for (int i = 0; i < 100; i++) {
                node.bus.request(BusContract.SAY_IN_LOBBY, new SayInLobby(id, ANN, "line " + i));
            }
            long version = node.ask(BusContract.GET_LOBBY, new GetLobby(id)).lobby().version();
            node.stopLobbies();
            assertThat(store.lobbies.get(id).version()).isGreaterThanOrEqualTo(version);
        }
    }

    private static ProblemCode codeOf(Throwable failure) {
        return ((RejectedException) failure).rejection().code();
    }

    @Test
    void startsAndStopsWithoutAnyStore() {
        long startNanos = System.nanoTime();
        try (TestNode node = node().start(Lobbies.CONFIG)) {
            String id = node.create(ANN, 4).lobbyId();
            assertThat(node.join(id, BOB).members()).hasSize(2);
            node.stopLobbies();
        }
        assertThat(System.nanoTime() - startNanos).isLessThan(15_000_000_000L);
    }
}
