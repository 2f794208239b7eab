package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.SEATS;
import static dev.rallypoint.lobby.Lobbies.joining;
import static dev.rallypoint.lobby.Lobbies.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.runtime.HazelcastWriteGate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HazelcastLobbyStoreIT {
    private static final int THREADS = 8;
    private static final int PLAYERS_PER_THREAD = 10;
    private static HazelcastInstance hazelcast;
    private static HazelcastLobbyStore store;

    @BeforeAll
    static void startHazelcast() {
        hazelcast = HazelcastInstances.standAlone();
        store = new HazelcastLobbyStore(hazelcast);
    }

    @AfterEach
    void forgetLobbies() {
        hazelcast.getMap(HazelcastLobbyStore.LOBBIES).clear();
        hazelcast.getMap(HazelcastLobbyStore.JOIN_CODES).clear();
    }

    @AfterAll
    static void stopHazelcast() {
        hazelcast.getLifecycleService().terminate();
    }

    private static Lobby added(int capacity) {
        Lobby lobby = Lobbies.lobby(capacity);
        assertThat(store.claimCode(lobby.joinCode(), lobby.lobbyId())).isTrue();
        store.add(LobbyChange.to(lobby, List.of()));
        return lobby;
    }

    @Test
    void eightThreadsJoiningNeverSeatANinthMember() throws Exception {
        Lobby lobby = added(8);
        List<LobbyChange> answers = inParallel(lobby);
        Lobby full = store.find(lobby.lobbyId()).orElseThrow();
        assertThat(full.members()).hasSize(8);
        Set<Integer> slots = new HashSet<>();
        full.members().forEach(member -> slots.add(member.slot()));
        assertThat(slots).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(answers.stream().filter(LobbyChange::isNew)).hasSize(7);
        assertThat(answers.stream().flatMap(answer -> answer.refusal().stream()))
                .hasSize(THREADS * PLAYERS_PER_THREAD - 7)
                .extracting(Rejection::code)
                .containsOnly(ProblemCode.LOBBY_FULL);
        assertThat(full.version()).isEqualTo(8);
        assertThat(full.latestEventId()).isEqualTo(8);
    }

    private static List<LobbyChange> inParallel(Lobby lobby) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<LobbyChange>> answers = new ArrayList<>();
            for (int i = 0; i < THREADS * PLAYERS_PER_THREAD; i++) {
                String playerId = player(100 + i);
                answers.add(threads.submit(() -> join(lobby, playerId)));
            }
            List<LobbyChange> all = new ArrayList<>();
            for (Future<LobbyChange> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }

    private static LobbyChange join(Lobby lobby, String playerId) {
        return store.change(
                        lobby.lobbyId(),
                        now -> SEATS.join(now, joining(lobby, playerId), Optional.empty(), NOW))
                .change();
    }

    @Test
    void removesAClosedLobbyWithItsJoinCode() {
        Lobby lobby = added(3);
        assertThat(store.findByCode(lobby.joinCode())).contains(lobby);
        store.change(lobby.lobbyId(), now -> SEATS.leave(now, ANN, NOW));
        assertThat(store.find(lobby.lobbyId())).isEmpty();
        assertThat(store.findByCode(lobby.joinCode())).isEmpty();
        assertThat(store.claimCode(lobby.joinCode(), "another")).isTrue();
        assertThat(
                        store.change(lobby.lobbyId(), now -> SEATS.leave(now, ANN, NOW))
                                .change()
                                .refusal()
                                .map(Rejection::code))
                .contains(ProblemCode.LOBBY_NOT_FOUND);
    }

    @Test
    void theMarkOfAClosedLobbyIsGoneAfterAWhile() {
        Lobby lobby = added(3);
        store.change(lobby.lobbyId(), now -> SEATS.leave(now, ANN, NOW));
        assertThat(
                        hazelcast
                                .getMap(HazelcastLobbyStore.LOBBIES)
                                .getEntryView(lobby.lobbyId())
                                .getTtl())
                .isEqualTo(TimeUnit.MINUTES.toMillis(10));
    }

    @Test
    void aDocumentThatNobodyCanReadHidesNoOtherLobby() {
        Lobby lobby = added(3);
        hazelcast.getMap(HazelcastLobbyStore.LOBBIES).set("foreign", "{}");
        assertThat(store.all()).containsExactly(lobby.slim());
    }

    @Test
    void aNodeThatMayNotWriteDoesNotSayThatALobbyIsNotThere() {
        HazelcastInstance cutOff = HazelcastInstances.standAlone();
        try {
            HazelcastWriteGate.install(
                    cutOff,
                    new HazelcastWriteGate() {
                        @Override
                        public boolean mayWrite() {
                            return false;
                        }

                        @Override
                        public boolean wantsTwoCopies() {
                            return true;
                        }
                    });
            HazelcastLobbyStore minority = new HazelcastLobbyStore(cutOff);
            for (ThrowingCallable question :
                    List.<ThrowingCallable>of(
                            () -> minority.find("x"), () -> minority.findByCode("ABC234"))) {
                assertThatThrownBy(question).hasMessageContaining("cluster_minority");
            }
        } finally {
            cutOff.getLifecycleService().terminate();
        }
    }

    @Test
    void givesUpInsteadOfFightingForEver() {
        Lobby lobby = added(5);
        int[] calls = {0};
        LobbyChange change =
                store.change(
                                lobby.lobbyId(),
                                now -> {
                                    calls[0]++;
                                    overwrite(now);
                                    return Lobbies.OWNERS.say(now, ANN, "me", NOW);
                                })
                        .change();
        assertThat(change.refusal().map(Rejection::code)).contains(ProblemCode.CONFLICT);
        assertThat(calls[0]).isBetween(2, 100);
    }

    /** Somebody who is always faster. */
    private static void overwrite(Lobby now) {
        Lobby other = Lobbies.after(Lobbies.OWNERS.say(now, ANN, "other", NOW));
        hazelcast
                .<String, String>getMap(HazelcastLobbyStore.LOBBIES)
                .set(now.lobbyId(), LobbyCodec.encode(other));
    }

    @Test
    void addsNoLobbyTwice() {
        Lobby lobby = added(6);
        Lobby other = Lobbies.with(lobby, Lobbies.BOB);
        assertThat(store.add(LobbyChange.to(other, List.of())).document()).isEmpty();
        assertThat(store.find(lobby.lobbyId())).contains(lobby);
    }

    @Test
    void numbersTokensWithoutRepetition() {
        HazelcastTokenSequence sequence = new HazelcastTokenSequence(hazelcast);
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(seen.add(sequence.next())).isTrue();
        }
    }
}
