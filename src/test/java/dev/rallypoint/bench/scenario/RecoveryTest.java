package dev.rallypoint.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rallypoint.bench.load.Timeline.Bin;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static Bin bin(double at, long delivered, double slowestMicros) {
        return new Bin(at, 10, delivered, slowestMicros);
    }

    @Test
    void aRelayThatLosesNothingAfterTheBurstRecoversAtOnce() {
        List<Bin> bins = List.of(bin(0, 3, 900_000), bin(0.1, 10, 80), bin(0.2, 10, 80));
        assertThat(Recovery.seconds(bins, 0.1)).isZero();
    }

    @Test
    void theLastLossOrSlowMessageCounts() {
        List<Bin> bins =
                List.of(
                        bin(0, 3, 900_000),
                        bin(0.1, 9, 80),
                        bin(0.2, 10, 80),
                        bin(0.3, 10, 51_000),
                        bin(0.4, 10, 80));
        assertThat(Recovery.seconds(bins, 0.1)).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void aRelayThatLosesToTheEndHasNotRecovered() {
        List<Bin> bins = List.of(bin(0, 3, 80), bin(0.1, 9, 80));
        assertThat(Recovery.seconds(bins, 0.1)).isInfinite();
    }
}
