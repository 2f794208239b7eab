package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals(2);

    private void hears(int sender, long... timesMs) {
        LongStream.of(timesMs).forEach(ms -> arrivals.heard(sender, ms * 1_000_000));
    }

    private long gap(int sender, long sinceMs, long untilMs) {
        return arrivals.longestGapMs(sender, sinceMs * 1_000_000, untilMs * 1_000_000);
    }

    @Test
    void findsTheLongestTimeBetweenTwoStates() {
        hears(0, 0, 50, 100, 400, 450);
        assertThat(gap(0, 0, 460)).isEqualTo(300);
    }

    @Test
    void aGapThatBeganBeforeTheMomentCountsWhole() {
        hears(0, 0, 50, 400, 450);
        assertThat(gap(0, 100, 460)).isEqualTo(350);
    }

    @Test
    void gapsThatEndedBeforeTheMomentDoNotCount() {
        hears(0, 0, 1_000, 1_050, 1_100);
        assertThat(gap(0, 1_020, 1_110)).isEqualTo(50);
    }

    @Test
    void silenceUntilTheEndCounts() {
        hears(0, 0, 50, 100);
        assertThat(gap(0, 60, 900)).isEqualTo(800);
        assertThat(gap(0, 500, 900)).isEqualTo(800);
    }

    @Test
    void whatComesAfterTheEndDoesNotShortenIt() {
        hears(0, 0, 50, 1_000);
        assertThat(gap(0, 60, 900)).isEqualTo(850);
    }

    @Test
    void whoWasNeverHeardIsMissingFromTheMomentOn() {
        assertThat(gap(1, 100, 900)).isEqualTo(800);
    }

    @Test
    void anybodyEndsASilence() {
        hears(0, 0, 100, 600);
        hears(1, 50, 350, 620);
        assertThat(arrivals.longestSilenceMs(0, 650_000_000L)).isEqualTo(250);
        assertThat(gap(0, 0, 650)).isEqualTo(500);
    }

    @Test
    void tellsWhoWasHeardSinceAMoment() {
        hears(0, 0, 100);
        assertThat(arrivals.hasHeardSince(0, 100_000_000)).isTrue();
        assertThat(arrivals.hasHeardSince(0, 100_000_001)).isFalse();
        assertThat(arrivals.hasHeardSince(1, 0)).isFalse();
    }
}
