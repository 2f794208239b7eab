package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import dev.rallypoint.runtime.EpochClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners of one pool that all believe they are the only one, and stop anywhere. */
class HazelcastSettlementIT {
    private static final MatchDrawing DRAWING =
            new MatchDrawing(Tickets.POOL, Tickets.rules(4), true);

    private static HazelcastInstance hazelcast;
    private static HazelcastTicketStore store;
    private static HazelcastSettlement steps;

    @BeforeAll
    static void start() {
        hazelcast = HazelcastInstances.standAlone();
        store = new HazelcastTicketStore(hazelcast, searching -> {});
        steps = new HazelcastSettlement(store, new EpochClock());
    }

    @AfterAll
    static void stop() {
        hazelcast.shutdown();
    }

    private static MatchEntry proposal(List<TicketEntry> entries) {
        Map<String, TicketEntry> byId =
                entries.stream().collect(Collectors.toMap(TicketEntry::ticketId, e -> e));
        ProposedMatch match =
                new Tickets.FirstCome()
                        .match(
                                new MatchPool(
                                        Tickets.rules(entries.size()),
                                        entries.stream().map(TicketEntry::toTicket).toList(),
                                        List.of()),
                                1_000)
                        .get(0);
        return DRAWING.draw(match, byId, 1_000);
    }

    private static List<TicketEntry> waiting(String prefix, int count) {
        List<TicketEntry> entries =
                IntStream.range(0, count)
                        .mapToObj(i -> Tickets.entry(prefix + i, prefix + "player" + i))
                        .toList();
        entries.forEach(entry -> assertThat(store.add(entry)).isTrue());
        return entries;
    }

    @Test
    void aMatchThatWasLeftUndecidedIsGivenUpAndItsFormerOwnerCannotGoOn() {
        List<TicketEntry> two = waiting("left", 2);
        MatchEntry match = proposal(two);
        store.begin(match);
        store.change("left0", entry -> TicketRules.claim(entry, match.matchId(), entry.version()));

        MatchEntry taken = steps.takeUp(match.matchId()).orElseThrow();
        assertThat(taken.state()).isEqualTo(State.ABORTED);
        assertThat(steps.settle(taken)).hasSize(1);

        assertThat(steps.decide(match).state()).as("by who began it").isEqualTo(State.ABORTED);
        assertThat(store.find("left0").orElseThrow().state())
                .isEqualTo(TicketEntry.State.SEARCHING);
    }

    @Test
    void aDecidedMatchIsFinishedByWhoeverFindsIt() {
        MatchEntry match = steps.decide(proposal(waiting("done", 2)));
        assertThat(match.state()).isEqualTo(State.COMMITTED);
        MatchEntry taken = steps.takeUp(match.matchId()).orElseThrow();
        assertThat(taken).isEqualTo(match);
        assertThat(steps.settle(steps.seated(taken))).hasSize(2);
        assertThat(store.find("done1").orElseThrow().match().orElseThrow().lobbyId())
                .isEqualTo(match.lobbyId());
        assertThat(steps.unseated(match).state()).as("too late").isEqualTo(State.SEATED);
    }

    @Test
    void aCancelledTicketTakesTheOthersBackIntoThePool() {
        List<TicketEntry> two = waiting("gone", 2);
        store.change("gone1", entry -> Tickets.RULES.cancel(entry, "goneplayer1", "x", 2_000));
        MatchEntry match = steps.decide(proposal(two));
        assertThat(match.state()).isEqualTo(State.ABORTED);
        steps.settle(match);
        assertThat(store.find("gone0").orElseThrow().state())
                .isEqualTo(TicketEntry.State.SEARCHING);
    }

    @Test
    void aClaimWhoseTicketIsGoneIsTakenBackAndTheTicketNeverComes() {
        HazelcastLeftClaims left = new HazelcastLeftClaims(store);
        TicketEntry lives = waiting("lives", 1).get(0);
        TicketEntry ended = waiting("ended", 1).get(0);
        store.claimPlayer("player-lives", lives.ticketId());
        store.claimPlayer("player-ended", ended.ticketId());
        store.claimPlayer("player-lost", "never-written-by-a-lost-node");
        store.change(
                ended.ticketId(), entry -> Tickets.RULES.cancel(entry, "endedplayer0", "x", 2_000));

        left.takeBack(store.all(), 1_000_000);
        left.takeBack(store.all(), 1_059_999);
        assertThat(store.ticketOf("player-lost")).as("perhaps it is being written").isPresent();
        assertThat(left.takeBack(store.all(), 1_060_000)).isEqualTo(2);
        assertThat(store.ticketOf("player-lost")).isEmpty();
        assertThat(store.ticketOf("player-ended")).isEmpty();
        assertThat(store.ticketOf("player-lives")).hasValue(lives.ticketId());
        assertThat(store.add(Tickets.entry("never-written-by-a-lost-node", "player-lost")))
                .as("by the node that was only slow")
                .isFalse();
    }

    /** Its seats by lobby: what the lobby room would have given. */
    private static final class Seats {
        private final Map<String, Set<String>> lobbies = new ConcurrentHashMap<>();

        void host(MatchEntry match) {
            lobbies.put(
                    match.lobbyId(),
                    match.players().stream().map(TicketSeat::playerId).collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noTicketIsLostOrMatchedTwiceWhateverOwnersDo(long seed) throws Exception {
        String prefix = "s" + seed + "-";
        List<TicketEntry> all = waiting(prefix, 40);
        Seats seats = new Seats();
        ExecutorService owners = Executors.newFixedThreadPool(4);
        List<Future<?>> work = new ArrayList<>();
        for (int owner = 0; owner < 4; owner++) {
            Random random = new Random(seed * 31 + owner);
            work.add(owners.submit(() -> own(random, prefix, seats)));
        }
        for (Future<?> done : work) {
            done.get();
        }
        owners.shutdown();
        tidyUp(prefix, seats);

        Map<String, String> lobbyOf = new HashMap<>();
        for (TicketEntry before : all) {
            TicketEntry entry = store.find(before.ticketId()).orElseThrow();
            assertThat(entry.state())
                    .as("seed %d %s", seed, entry)
                    .isIn(TicketEntry.State.SEARCHING, TicketEntry.State.MATCHED);
            entry.match()
                    .ifPresent(
                            match -> lobbyOf.put(entry.seats().get(0).playerId(), match.lobbyId()));
        }
        assertThat(lobbyOf).as("seed %d: matched at all", seed).isNotEmpty();
        seats.lobbies.forEach(
                (lobbyId, players) ->
                        assertThat(players)
                                .as("seed %d: everybody in %s and nowhere else", seed, lobbyId)
                                .allMatch(player -> lobbyId.equals(lobbyOf.get(player))));
    }

    private static List<TicketEntry> searching(String prefix) {
        return store.all().stream()
                .filter(entry -> entry.ticketId().startsWith(prefix))
                .filter(entry -> entry.state() == TicketEntry.State.SEARCHING)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Proposes matches of what it sees, and stops at any step; takes up what others left. */
    private static void own(Random random, String prefix, Seats seats) {
        for (int turn = 0; turn < 60; turn++) {
            List<TicketEntry> seen = searching(prefix);
            if (random.nextInt(3) == 0 || seen.size() < 3) {
                takeUp(random, prefix, seats);
            } else {
                Collections.shuffle(seen, random);
                MatchEntry match = proposal(seen.subList(0, 2 + random.nextInt(2)));
                if (random.nextInt(4) == 0) {
                    store.begin(match);
                    TicketEntry first = seen.get(0);
                    store.change(
                            first.ticketId(),
                            entry -> TicketRules.claim(entry, match.matchId(), first.version()));
                } else {
                    goOn(random, steps.decide(match), seats);
                }
            }
        }
    }

    private static void takeUp(Random random, String prefix, Seats seats) {
        store.all().stream()
                .filter(entry -> entry.ticketId().startsWith(prefix))
                .filter(entry -> entry.state() == TicketEntry.State.CLAIMED)
                .findAny()
                .flatMap(entry -> steps.takeUp(entry.matchId().orElseThrow()))
                .ifPresent(match -> goOn(random, match, seats));
    }

    private static void goOn(Random random, MatchEntry match, Seats seats) {
        if (random.nextInt(4) == 0) {
            return;
        }
        if (match.state() != State.COMMITTED) {
            steps.settle(match);
            return;
        }
        seats.host(match);
        if (random.nextInt(4) > 0) {
            steps.settle(steps.seated(match));
        }
    }

    /** What the owner that is left does: everything half done is brought to its end. */
    private static void tidyUp(String prefix, Seats seats) {
        for (TicketEntry entry : store.all()) {
            if (entry.ticketId().startsWith(prefix) && entry.state() == TicketEntry.State.CLAIMED) {
                MatchEntry match = steps.takeUp(entry.matchId().orElseThrow()).orElseThrow();
                if (match.state() == State.COMMITTED) {
                    seats.host(match);
                    match = steps.seated(match);
                }
                steps.settle(match);
            }
        }
    }
}
