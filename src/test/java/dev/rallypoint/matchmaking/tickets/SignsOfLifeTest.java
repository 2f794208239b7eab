package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {
    private static final long LIMIT_MS = 60_000;
    private static final TicketEntry WAITING = Tickets.entry("t1", "p1");

    private final SignsOfLife signs = new SignsOfLife(60);
    private long nowMs = 1_000_000;

    /** Beats as the timer does. */
    private void pass(long ms) {
        long untilMs = nowMs + ms;
        while (nowMs < untilMs) {
            nowMs = Math.min(untilMs, nowMs + signs.beatMs());
            signs.beat(id -> true, nowMs);
        }
    }

    private boolean isSilent() {
        return signs.isSilent(WAITING, nowMs);
    }

    @Test
    void whoIsNotHeardOfIsSilentAfterTheWholeTime() {
        pass(1);
        assertThat(isSilent()).as("seen for the first time").isFalse();
        pass(LIMIT_MS - 1);
        assertThat(isSilent()).isFalse();
        pass(1);
        assertThat(isSilent()).isTrue();
    }

    @Test
    void aSignHereOrThereIsASign() {
        pass(1);
        isSilent();
        pass(LIMIT_MS - 1);
        signs.heardHere("t1", nowMs);
        pass(LIMIT_MS - 1);
        assertThat(isSilent()).isFalse();
        signs.heardThere(List.of("t1"), nowMs);
        pass(LIMIT_MS - 1);
        assertThat(isSilent()).isFalse();
        pass(1);
        assertThat(isSilent()).isTrue();
    }

    @Test
    void othersAreToldOnceHoweverOftenAPlayerLooks() {
        signs.beat(id -> true, nowMs);
        for (int look = 0; look < 100; look++) {
            signs.heardHere("t1", nowMs + look);
        }
        signs.heardThere(List.of("t2"), nowMs);
        assertThat(signs.beat(id -> true, nowMs + 1)).containsExactly(List.of("t1"));
        assertThat(signs.beat(id -> true, nowMs + 2)).isEmpty();
    }

    @Test
    void whoSleptHimselfEndsNobody() {
        pass(1);
        isSilent();
        nowMs += 3 * LIMIT_MS;
        assertThat(isSilent()).as("before the next beat").isFalse();
        signs.beat(id -> true, nowMs);
        assertThat(isSilent()).as("after it").isFalse();
        pass(LIMIT_MS);
        assertThat(isSilent()).isTrue();
    }

    @Test
    void whenNodesComeOrGoAllHaveTheWholeTimeAgain() {
        pass(1);
        isSilent();
        pass(LIMIT_MS);
        signs.startAnew();
        assertThat(isSilent()).isFalse();
    }

    @Test
    void onlyATicketThatWaitsIsSilent() {
        TicketEntry pending = Tickets.entry("t1", "p1", "p2");
        pass(1);
        signs.isSilent(pending, nowMs);
        pass(2 * LIMIT_MS);
        assertThat(signs.isSilent(pending, nowMs)).isFalse();
        TicketEntry claimed =
                TicketRules.claim(WAITING, "m", WAITING.version()).entry().orElseThrow();
        assertThat(TicketRules.silence(claimed, nowMs).isNew()).isFalse();
        assertThat(TicketRules.silence(WAITING, nowMs).entry().orElseThrow().reason())
                .hasValue(TicketRules.SILENT);
    }

    @Test
    void zeroMeansNever() {
        SignsOfLife off = new SignsOfLife(0);
        off.heardHere("t1", nowMs);
        assertThat(off.isSilent(WAITING, nowMs + 100 * LIMIT_MS)).isFalse();
    }
}
