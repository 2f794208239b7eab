package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.security.ConnectionPace.Rules;
import org.junit.jupiter.api.Test;

/** Headers within 10 s, requests within 30 s, 100 bytes a second after the first 5 s. */
class ConnectionPaceTest {
    private final ConnectionPace pace = new ConnectionPace(new Rules(10_000, 30_000, 100), 0);

    private void request(long nowMs) {
        pace.onBytes(300, nowMs);
        pace.onHeader(nowMs);
        pace.onRequestEnd();
    }

    @Test
    void cutsAConnectionThatSaysNothingWhenTheTimeForHeadersIsUp() {
        assertThat(pace.check(0, 0, 9_999)).isEmpty();
        assertThat(pace.check(0, 0, 10_000)).contains(CutReason.SLOW_HEADER);
        assertThat(pace.isAnswerDue()).isFalse();
    }

    @Test
    void aBrowserThatConnectsAheadIsNotSlowBecauseItWaited() {
        pace.onBytes(20, 6_000);
        assertThat(pace.check(0, 0, 9_999)).isEmpty();
        pace.onBytes(280, 9_999);
        pace.onHeader(9_999);
        pace.onRequestEnd();
        assertThat(pace.check(0, 0, 20_000)).isEmpty();
    }

    @Test
    void aRequestSentBeforeTheAnswerToTheOneBeforeHasItsOwnTime() {
        request(0);
        pace.onBytes(300, 40_000);
        pace.onHeader(40_000);
        assertThat(pace.check(0, 0, 40_000)).isEmpty();
        assertThat(pace.check(0, 0, 70_000)).contains(CutReason.SLOW_BODY);
    }

    @Test
    void cutsHeadersThatTrickle() {
        pace.onBytes(20, 1_000);
        pace.onBytes(20, 4_000);
        assertThat(pace.check(0, 0, 5_900)).isEmpty();
        assertThat(pace.check(0, 0, 6_000)).contains(CutReason.SLOW_HEADER);
        assertThat(pace.isAnswerDue()).isTrue();
    }

    @Test
    void cutsHeadersThatNeverEndHoweverFastTheyCome() {
        for (int second = 0; second < 10; second++) {
            pace.onBytes(1_000, second * 1_000);
            assertThat(pace.check(0, 0, second * 1_000)).isEmpty();
        }
        assertThat(pace.check(0, 0, 10_000)).contains(CutReason.SLOW_HEADER);
    }

    @Test
    void cutsABodyThatTricklesAndOneThatNeverEnds() {
        pace.onBytes(300, 0);
        pace.onHeader(0);
        assertThat(pace.check(0, 0, 3_000)).isEmpty();
        assertThat(pace.check(0, 0, 5_000)).contains(CutReason.SLOW_BODY);
        pace.onBytes(1_000_000, 6_000);
        assertThat(pace.check(0, 0, 29_999)).isEmpty();
        assertThat(pace.check(0, 0, 30_000)).contains(CutReason.SLOW_BODY);
        assertThat(pace.isAnswerDue()).isTrue();
    }

    @Test
    void theServersOwnTimeIsNotTheClients() {
        request(0);
        assertThat(pace.check(0, 0, 600_000)).isEmpty();
    }

    @Test
    void aConnectionKeptForTheNextRequestHasTimeUntilItBegins() {
        request(0);
        pace.onAnswer();
        assertThat(pace.check(500, 0, 50_000)).isEmpty();
        pace.onBytes(10, 50_000);
        assertThat(pace.check(500, 0, 54_000)).isEmpty();
        assertThat(pace.check(500, 0, 55_000)).contains(CutReason.SLOW_HEADER);
    }

    @Test
    void bytesOfTheNextRequestBeforeTheAnswerAreNoCrime() {
        request(0);
        pace.onBytes(20, 100);
        assertThat(pace.check(0, 0, 20_000)).isEmpty();
    }

    @Test
    void cutsAReaderThatDoesNotTakeItsAnswer() {
        request(0);
        assertThat(pace.check(0, 0, 0)).isEmpty();
        assertThat(pace.check(100_000, 50_000, 1_000)).isEmpty();
        assertThat(pace.check(100_000, 50_000, 29_999)).isEmpty();
        assertThat(pace.check(100_000, 50_000, 30_000)).isEmpty();
        assertThat(pace.check(100_000, 50_000, 59_999)).isEmpty();
        assertThat(pace.check(100_000, 50_000, 60_000)).contains(CutReason.SLOW_READER);
    }

    @Test
    void aSlowReaderThatReadsIsLeftAlone() {
        request(0);
        for (int second = 0; second < 120; second++) {
            assertThat(pace.check(100_000, 99_000 - second * 110, second * 1_000)).isEmpty();
        }
    }

    /** As Linux told of a player with 2 KB a second, with the send buffer of our ports. */
    @Test
    void aSlowReaderWhoseSystemTakesLargePiecesSeldomIsLeftAlone() {
        request(0);
        for (int second = 0; second < 120; second++) {
            int pieces = second * 10 / 145;
            assertThat(pace.check(400_000, 336_000 - pieces * 26_064, second * 1_000)).isEmpty();
        }
    }

    @Test
    void withoutAMinimumOnlyTheWholeTimeCounts() {
        ConnectionPace patient = new ConnectionPace(new Rules(10_000, 30_000, 0), 0);
        patient.onBytes(1, 0);
        assertThat(patient.check(0, 0, 9_999)).isEmpty();
        assertThat(patient.check(0, 0, 10_000)).contains(CutReason.SLOW_HEADER);
    }
}
