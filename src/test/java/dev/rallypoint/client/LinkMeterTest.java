package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LinkMeterTest {
    private final LinkMeter meter = new LinkMeter();

    @Test
    void showsZerosBeforeTheFirstReply() {
        assertThat(meter.pingMs()).isZero();
        assertThat(meter.lossShare()).isZero();
    }

    @Test
    void smoothsTheRoundTrip() {
        for (int i = 0; i < 100; i++) {
            meter.onReply(meter.onRequest(), i % 2 == 0 ? 20_000 : 22_000);
        }

        assertThat(meter.pingMs()).isEqualTo(21, within(0.5));
        assertThat(meter.jitterMs()).isEqualTo(2, within(0.1));
    }

    @Test
    void countsRequestsWithoutReplyButNotTheNewest() {
        for (int i = 0; i < 40; i++) {
            long number = meter.onRequest();
            if (i % 4 != 0) {
                meter.onReply(number, 1_000);
            }
        }
        meter.onRequest();

        assertThat(meter.lossShare()).isEqualTo(0.25);
    }

    @Test
    void takesEachReplyOnceAndNoneThatWasNeverAskedFor() {
        long number = meter.onRequest();

        assertThat(meter.onReply(number, 1_000)).isTrue();
        assertThat(meter.onReply(number, 1_000)).isFalse();
        assertThat(meter.onReply(number + 1, 1_000)).isFalse();
        assertThat(meter.onReply(-1, 1_000)).isFalse();
    }

    @Test
    void forgetsLossAfterTheWindow() {
        meter.onRequest();
        for (int i = 0; i < LinkMeter.WINDOW; i++) {
            meter.onReply(meter.onRequest(), 1_000);
        }

        assertThat(meter.lossShare()).isZero();
    }
}
