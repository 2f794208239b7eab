package dev.rallypoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BaselineTest {
    @Test
    void theCostAtBestIsThatOfTheBestStepAndNotOfTheFirst() {
        Baseline found = new Baseline("rival", 5_000, 250_000, 0, "");
        assertThat(found.cpuNsPerDeliveredAtBest()).isEqualTo(4_000);
    }

    @Test
    void nothingDeliveredHasNoCost() {
        assertThat(new Baseline("rival", 0, 0, 1, "").cpuNsPerDeliveredAtBest()).isZero();
    }
}
