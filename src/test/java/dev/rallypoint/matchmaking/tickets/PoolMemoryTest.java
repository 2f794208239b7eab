package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.matchmaking.MatchQuality;
import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolMemoryTest {
    private static final String CONFIGURED = "rally";

    private static MatchEntry seated(String matchId, String mode, long createdAtMs) {
        return new MatchEntry(
                matchId,
                "lobby of " + matchId,
                false,
                new PoolKey(mode, 0),
                Map.of(),
                Optional.empty(),
                "local",
                List.of(),
                List.of(),
                List.of(),
                2,
                true,
                new MatchQuality(2, 0, 20, 0, 0),
                createdAtMs,
                State.SEATED,
                3);
    }

    private static MatchBook book() {
        return new MatchBook(CONFIGURED::equals);
    }

    private static void invent(MatchBook book, int modes) {
        for (int mode = 0; mode < modes; mode++) {
            book.put(seated("of invented " + mode, "invented-" + mode, 10));
        }
    }

    @Test
    void inventedModesDoNotKeepAModeFromBeingRemembered() {
        MatchBook book = book();
        invent(book, 3 * PoolMemory.MOST_OTHERS);
        book.put(seated("m1", "played", 20));
        assertThat(book.since(new PoolKey("played", 0), 0)).hasSize(1);
        assertThat(book.pools()).hasSize(PoolMemory.MOST_OTHERS);
    }

    @Test
    void aModeThatIsPlayedStaysAndOneThatTheOperatorNamedStaysForEver() {
        MatchBook book = book();
        book.put(seated("m0", CONFIGURED, 1));
        for (int round = 0; round < 10; round++) {
            book.put(seated("m" + (1 + round), "played", 2));
            for (int mode = 0; mode < PoolMemory.MOST_OTHERS / 2; mode++) {
                book.put(seated("r" + round + "-" + mode, "x" + round + "-" + mode, 3));
            }
        }
        assertThat(book.since(new PoolKey("played", 0), 0)).hasSize(10);
        assertThat(book.since(new PoolKey(CONFIGURED, 0), 0)).hasSize(1);
    }

    @Test
    void whatWasForgottenCanBeLearnedAgain() {
        MatchBook book = book();
        book.put(seated("m1", "played", 1));
        invent(book, PoolMemory.MOST_OTHERS);
        assertThat(book.since(new PoolKey("played", 0), 0)).isEmpty();
        book.put(seated("m1", "played", 1));
        assertThat(book.since(new PoolKey("played", 0), 0)).hasSize(1);
    }

    @Test
    void inventedModesThatFillThePoolsKeepNobodyFromThoseThatArePlayed() {
        TicketView view = new TicketView((before, after) -> {});
        MatchBook book = book();
        book.put(seated("m1", "played", 1));
        PoolRoom room = new PoolRoom(view, book, CONFIGURED::equals);
        PoolKey another = new PoolKey("another", 0);
        assertThat(room.isFor(another)).isTrue();
        for (int mode = 0; mode < PoolRoom.MOST_POOLS; mode++) {
            view.put(Tickets.entry("t" + mode, "p" + mode, new PoolKey("x" + mode, 0)));
        }
        assertThat(room.isFor(another)).isFalse();
        assertThat(room.isFor(new PoolKey("x5", 0))).as("somebody waits there").isTrue();
        assertThat(room.isFor(new PoolKey("played", 0))).isTrue();
        assertThat(room.isFor(new PoolKey(CONFIGURED, 0))).isTrue();
    }

    @Test
    void ticketsOfInventedModesLeaveNoTraceInTheEstimates() {
        WaitBook waits = new WaitBook(CONFIGURED::equals);
        for (int mode = 0; mode < 3 * PoolMemory.MOST_OTHERS; mode++) {
            TicketEntry invented =
                    Tickets.entry("t" + mode, "p" + mode, new PoolKey("x" + mode, 0));
            waits.onTicket(Optional.empty(), invented, 1_000);
        }
        for (int i = 0; i < 40; i++) {
            TicketEntry searching = Tickets.entry("r" + i, "q" + i);
            TicketEntry claimed =
                    TicketRules.claim(searching, "m", searching.version()).entry().orElseThrow();
            TicketEntry matched =
                    TicketRules.match(claimed, seated("m", "race", 1).toApi(), 2_000)
                            .entry()
                            .orElseThrow();
            waits.onTicket(Optional.of(claimed), matched, 2_000);
        }
        TicketEntry next = Tickets.entry("next", "next");
        assertThat(waits.estimate(next.pool(), next.toTicket(), 1_000)).isPresent();
        assertThat(waits.pools()).isEqualTo(1);
    }
}
