package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.HazelcastWriteGate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node that is cut off from most of its cluster, at any moment, matches nobody. */
class MinorityIT {
    /** May write so many times more. */
    private static final class Gate implements HazelcastWriteGate {
        private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

        @Override
        public boolean mayWrite() {
            return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        }

        @Override
        public boolean wantsTwoCopies() {
            return false;
        }

        void open() {
            left.set(Long.MAX_VALUE);
        }

        void closeAfter(long asked) {
            left.set(asked);
        }
    }

    private static final Gate GATE = new Gate();
    private static HazelcastInstance hazelcast;
    private static HazelcastTicketStore store;
    private static HazelcastSettlement steps;

    @BeforeAll
    static void start() {
        hazelcast = HazelcastInstances.standAlone();
        HazelcastWriteGate.install(hazelcast, GATE);
        store = new HazelcastTicketStore(hazelcast, waiting -> {});
        steps = new HazelcastSettlement(store, new EpochClock());
    }

    @AfterAll
    static void stop() {
        hazelcast.shutdown();
    }

    private static MatchEntry proposal(String prefix) {
        Map<String, TicketEntry> tickets =
                Stream.of(1, 2)
                        .map(i -> Tickets.entry(prefix + "-" + i, prefix + "-player-" + i))
                        .collect(Collectors.toMap(TicketEntry::ticketId, Function.identity()));
        tickets.values().forEach(entry -> assertThat(store.add(entry)).isTrue());
        MatchPool pool =
                new MatchPool(
                        Tickets.rules(2),
                        tickets.values().stream().map(TicketEntry::toTicket).toList(),
                        List.of());
        return new MatchDrawing(Tickets.POOL, Tickets.rules(2), true)
                .draw(new Tickets.FirstCome().match(pool, 1_000).get(0), tickets, 1_000);
    }

    private static List<TicketEntry> tickets(MatchEntry match) {
        return match.tickets().stream()
                .map(share -> store.find(share.ticketId()).orElseThrow())
                .toList();
    }

    /** What is left of a match is brought to its end, as any node of the other side would. */
    private static MatchEntry takeUp(MatchEntry match) {
        MatchEntry found = steps.takeUp(match.matchId()).orElse(match.with(State.ABORTED));
        MatchEntry ended = found.state() == State.COMMITTED ? steps.seated(found) : found;
        steps.settle(ended);
        return ended;
    }

    @Test
    void whoeverLosesHisMajorityInTheMiddleOfAMatchStopsThereAndTheOthersFinishIt() {
        boolean hasFinished = false;
        for (long asked = 0; !hasFinished; asked++) {
            MatchEntry match = proposal("cut-" + asked);
            GATE.closeAfter(asked);
            hasFinished = finishes(match);
            List<TicketEntry> asLeft = tickets(match);
            assertThat(finishes(match)).as("again, cut off after %d", asked).isEqualTo(false);
            assertThat(tickets(match)).isEqualTo(asLeft);
            GATE.open();

            MatchEntry ended = takeUp(match);
            assertThat(ended.state()).isIn(State.ABORTED, State.SEATED);
            TicketEntry.State expected =
                    ended.state() == State.SEATED
                            ? TicketEntry.State.MATCHED
                            : TicketEntry.State.SEARCHING;
            assertThat(tickets(match))
                    .as("cut off after %d", asked)
                    .allMatch(entry -> entry.state() == expected);
        }
    }

    /** From the proposal to the told tickets, if the gate lets it. */
    private static boolean finishes(MatchEntry match) {
        try {
            steps.settle(steps.seated(steps.decide(match)));
            return true;
        } catch (RejectedException cutOff) {
            assertThat(cutOff.rejection().code())
                    .isIn(ProblemCode.CLUSTER_MINORITY, ProblemCode.OUTCOME_UNKNOWN);
            return false;
        }
    }

    @Test
    void noClaimIsTakenBackThere() {
        HazelcastLeftClaims claims = new HazelcastLeftClaims(store);
        store.claimPlayer("alone", "nowhere");
        claims.takeBack(List.of(), 1_000_000);
        GATE.closeAfter(0);
        assertThatThrownBy(() -> claims.takeBack(List.of(), 2_000_000))
                .isInstanceOf(RejectedException.class);
        GATE.open();
        assertThat(store.ticketOf("alone")).isPresent();
    }

    @Test
    void aNodeOfAMinorityRunsNoPass() {
        Gate gate = new Gate();
        try (TicketNode node = new TicketNode()) {
            HazelcastWriteGate.install(node.hazelcast, gate);
            HazelcastTicketStore tickets = new HazelcastTicketStore(node.hazelcast, waiting -> {});
            Set<String> ids = Set.of("cut-off-1", "cut-off-2");
            ids.forEach(id -> tickets.add(Tickets.entry(id, "player of " + id)));
            node.start(Tickets.CONFIG, () -> gate.closeAfter(0));
            await().during(Duration.ofMillis(5L * TicketNode.PASS_MS))
                    .until(() -> states(tickets, ids).equals(Set.of(TicketEntry.State.SEARCHING)));
            gate.open();
            // They expired long ago, which is the first thing that a pass finds.
            await().until(() -> states(tickets, ids).equals(Set.of(TicketEntry.State.EXPIRED)));
        }
    }

    private static Set<TicketEntry.State> states(HazelcastTicketStore tickets, Set<String> ids) {
        return tickets.all().stream()
                .filter(entry -> ids.contains(entry.ticketId()))
                .map(TicketEntry::state)
                .collect(Collectors.toSet());
    }
}
