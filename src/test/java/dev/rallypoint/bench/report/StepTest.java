package dev.rallypoint.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StepTest {
    @Test
    void aMessageCostsTheWholeProcessesTimeDividedByWhatArrived() {
        Step step = Figures.step("raw", 1_000, 1_000, false, 0.5);
        assertThat(step.cpuNsPerDelivered()).isEqualTo(2_000_000);
        assertThat(step.deliveredPerCpuSecond()).isCloseTo(500, within(1e-9));
        assertThat(step.relayCpuShare()).isCloseTo(1.0, within(1e-9));
        assertThat(step.allocatedBytesPerMessage()).isEqualTo(5);
        assertThat(step.lossShare()).isZero();
        assertThat(step.isCarried()).isTrue();
    }

    @Test
    void oneInAThousandIsStillCarriedAndTwoAreNot() {
        assertThat(Figures.step("raw", 1_000, 999, false, 0.5).isCarried()).isTrue();
        assertThat(Figures.step("raw", 1_000, 998, false, 0.5).isCarried()).isFalse();
    }

    @Test
    void aBusyLoadSaysNothingOfTheRelay() {
        Step step = Figures.step("raw", 1_000, 1_000, false, 0.95);
        assertThat(step.isLoadTheLimit()).isTrue();
        assertThat(step.isCarried()).isFalse();
    }

    @Test
    void inBundlesTheRelayKnowsHowManyAndTheSocketsWhichPartArrived() {
        // 1,000 messages in 250 datagrams of which 200 arrived.
        Step step = Figures.bundled(1_000, 250, 200);
        assertThat(step.messagesPerDatagram()).isEqualTo(4);
        assertThat(step.delivered()).isEqualTo(800);
        assertThat(step.lossShare()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void nothingDeliveredIsNoDivisionByZero() {
        Step step = Figures.step("raw", 1_000, 0, false, 0.1);
        assertThat(step.cpuNsPerDelivered()).isZero();
        assertThat(step.lossShare()).isEqualTo(1);
    }
}
