package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.REGIONS;
import static dev.rallypoint.lobby.Lobbies.joining;
import static dev.rallypoint.lobby.Lobbies.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastQuorum;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.lobby.SeatRules.Identity;
import dev.rallypoint.support.ClusterMembers;
import dev.rallypoint.support.TcpSwitch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Joins and chat on all three nodes of a cluster, while one of them is lost: what was granted is
 * there, and there once, also where Hazelcast ran a change a second time.
 */
class LobbySplitIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SEATS_EACH = 8;
    private static final int THREADS = 9;
    private static final int ENOUGH = 40;

    /** All that ever happens in one of the lobbies. */
    private static final int KEPT = 1_000;

    private static final SeatRules RULES = new SeatRules(KEPT, REGIONS, DirectPathRule.ANYWHERE);
    private static final OwnerRules CHAT = new OwnerRules(KEPT, REGIONS, DirectPathRule.ANYWHERE);

    @TempDir Path directory;
    private final TcpSwitch network = new TcpSwitch();
    private final List<HazelcastInstance> members = new ArrayList<>();
    private final List<HazelcastLobbyStore> stores = new ArrayList<>();
    private final Map<String, Set<String>> seated = new ConcurrentHashMap<>();
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refusedByMinority = new AtomicInteger();
    private final AtomicInteger players = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @BeforeEach
    void startThree() throws IOException {
        ClusterMembers cluster = ClusterMembers.in(directory);
        List<String> nodeIds = List.of("node-0", "node-1", "node-2");
        for (String nodeId : nodeIds) {
            network.plugIn(nodeId);
        }
        for (String nodeId : nodeIds) {
            HazelcastInstance member = cluster.join(nodeId, network);
            members.add(member);
            stores.add(new HazelcastLobbyStore(member));
        }
        await().atMost(PATIENCE).until(() -> members.stream().allMatch(LobbySplitIT::isSteady));
    }

    /** Whether it counts on all three, and every entry has its copy. */
    private static boolean isSteady(HazelcastInstance member) {
        HazelcastQuorum quorum = HazelcastQuorum.of(member).orElseThrow();
        return quorum.voters() == 3
                && quorum.votersReached() == 3
                && member.getPartitionService().isClusterSafe();
    }

    @AfterEach
    void end() {
        members.forEach(member -> member.getLifecycleService().terminate());
        network.close();
    }

    @Test
    void everySeatGrantedBeforeAndInASplitIsThereAfterIt() throws Exception {
        ExecutorService storm = storm();
        awaitSeats(ENOUGH);
        network.isolate("node-2");
        await().atMost(PATIENCE).until(() -> refusedByMinority.get() > 0);
        int before = seats();
        awaitSeats(before + ENOUGH);
        network.heal();
        await().atMost(PATIENCE)
                .until(
                        () ->
                                members.stream()
                                        .allMatch(m -> m.getCluster().getMembers().size() == 3));
        awaitSeats(seats() + ENOUGH);
        end(storm);
        check(stores);
    }

    @Test
    void everySeatGrantedIsThereAfterTheDeathOfANode() throws Exception {
        ExecutorService storm = storm();
        awaitSeats(ENOUGH);
        members.get(1).getLifecycleService().terminate();
        awaitSeats(seats() + 2 * ENOUGH);
        end(storm);
        check(List.of(stores.get(0), stores.get(2)));
    }

    private int seats() {
        return seated.values().stream().mapToInt(Set::size).sum();
    }

    private void awaitSeats(int count) {
        await().atMost(PATIENCE).until(() -> seats() >= count);
    }

    private void end(ExecutorService storm) throws InterruptedException {
        stopped.set(true);
        storm.shutdown();
        assertThat(storm.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Each thread fills lobbies of its own and those of the others. */
    private ExecutorService storm() {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Lobby> lobbies = new CopyOnWriteArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            HazelcastLobbyStore store = stores.get(thread % stores.size());
            Random random = new Random(thread);
            threads.execute(
                    () -> {
                        while (!stopped.get()) {
                            act(store, lobbies, random);
                        }
                    });
        }
        return threads;
    }

    private void act(HazelcastLobbyStore store, List<Lobby> lobbies, Random random) {
        try {
            if (lobbies.isEmpty() || random.nextInt(SEATS_EACH) == 0) {
                lobbies.add(create(store, random));
                return;
            }
            Lobby lobby = lobbies.get(Math.max(0, lobbies.size() - 1 - random.nextInt(4)));
            join(store, lobby);
            say(store, lobby);
        } catch (RejectedException refused) {
            if (refused.rejection().code() == ProblemCode.CLUSTER_MINORITY) {
                refusedByMinority.incrementAndGet();
            }
        }
    }

    private Lobby create(HazelcastLobbyStore store, Random random) {
        Api.CreateLobby wish = Lobbies.wish(SEATS_EACH);
        Identity identity =
                new Identity(
                        UUID.randomUUID().toString(),
                        Ids.joinCode(random.nextLong()),
                        Optional.empty());
        LobbyChange creation =
                RULES.create(
                        new CreateLobby(ANN, "Ann", wish),
                        LobbySettings.of(wish, Optional.empty(), "local"),
                        identity,
                        NOW);
        assertThat(store.claimCode(identity.joinCode(), identity.lobbyId())).isTrue();
        assertThat(store.add(creation).document()).isPresent();
        seated.put(identity.lobbyId(), ConcurrentHashMap.newKeySet());
        return Lobbies.after(creation);
    }

    private void join(HazelcastLobbyStore store, Lobby lobby) {
        String playerId = player(1_000 + players.incrementAndGet());
        change(
                store,
                lobby,
                now -> RULES.join(now, joining(lobby, playerId), Optional.empty(), NOW),
                playerId,
                seated.get(lobby.lobbyId()));
    }

    private void say(HazelcastLobbyStore store, Lobby lobby) {
        String line = "line " + players.incrementAndGet();
        change(store, lobby, now -> CHAT.say(now, ANN, line, NOW), line, said);
    }

    private void change(
            HazelcastLobbyStore store,
            Lobby lobby,
            Function<Lobby, LobbyChange> rule,
            String what,
            Set<String> granted) {
        try {
            if (store.change(lobby.lobbyId(), rule).change().isNew()) {
                granted.add(what);
            }
        } catch (RejectedException refused) {
            if (refused.rejection().code() != ProblemCode.CLUSTER_MINORITY) {
                unknown.add(what);
            }
            throw refused;
        }
    }

    private void check(List<HazelcastLobbyStore> survivors) {
        for (HazelcastLobbyStore store : survivors) {
            seated.forEach((lobbyId, granted) -> check(store.find(lobbyId), lobbyId, granted));
        }
        List<String> lines = seated.keySet().stream().flatMap(id -> lines(survivors, id)).toList();
        assertThat(lines).as("chat").doesNotHaveDuplicates().containsAll(said);
        assertThat(lines).filteredOn(line -> !said.contains(line)).allMatch(unknown::contains);
        assertThat(seats()).as("seats granted, %d unknown", unknown.size()).isPositive();
    }

    private static Stream<String> lines(List<HazelcastLobbyStore> survivors, String lobbyId) {
        return survivors.get(0).find(lobbyId).orElseThrow().events().stream()
                .flatMap(event -> event.text().stream());
    }

    private void check(Optional<Lobby> found, String lobbyId, Set<String> granted) {
        assertThat(found).as("lobby %s with %s", lobbyId, granted).isPresent();
        List<Member> there = found.get().members();
        Set<String> ids = there.stream().map(Member::playerId).collect(Collectors.toSet());
        assertThat(ids).as("seats granted").containsAll(granted);
        assertThat(there).hasSizeLessThanOrEqualTo(SEATS_EACH);
        assertThat(there).extracting(Member::slot).doesNotHaveDuplicates();
        assertThat(ids.stream().filter(id -> !granted.contains(id) && !id.equals(ANN)))
                .as("seats nobody was told of")
                .allMatch(unknown::contains);
    }
}
