package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private final Breaker breaker = new Breaker();

    private void fail(int times, long nowMs) {
        for (int i = 0; i < times; i++) {
            breaker.onFailure(nowMs);
        }
    }

    @Test
    void aFewFailuresAreNoOutage() {
        fail(Breaker.FAILURES - 1, 0);
        assertThat(breaker.admits(0)).isTrue();
        breaker.onAnswer();
        fail(Breaker.FAILURES - 1, 1);
        assertThat(breaker.admits(1)).isTrue();
    }

    @Test
    void inAnOutageOneCallASecondFindsOutWhetherItIsOver() {
        fail(Breaker.FAILURES, 0);
        assertThat(breaker.admits(999)).isFalse();
        assertThat(breaker.admits(1_000)).isTrue();
        assertThat(breaker.admits(1_001)).isFalse();
        breaker.onFailure(1_500);
        assertThat(breaker.admits(2_499)).isFalse();
        assertThat(breaker.admits(2_500)).isTrue();
    }

    @Test
    void theFirstAnswerEndsIt() {
        fail(100, 0);
        breaker.onAnswer();
        assertThat(breaker.admits(1)).isTrue();
        assertThat(breaker.admits(1)).isTrue();
    }
}
