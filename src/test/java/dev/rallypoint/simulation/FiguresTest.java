package dev.rallypoint.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void aQuantileIsTheValueThatTheShareDoesNotExceed() {
        Figures figures = new Figures();
        for (int i = 2_000; i >= 1; i--) {
            figures.add(i);
        }

        assertThat(figures.quantile(0)).isEqualTo(1);
        assertThat(figures.quantile(0.5)).isEqualTo(1_000);
        assertThat(figures.quantile(0.95)).isEqualTo(1_900);
        assertThat(figures.quantile(1)).isEqualTo(2_000);
        assertThat(figures.mean()).isEqualTo(1_000.5);
    }

    @Test
    void ofNothingItIsZero() {
        assertThat(new Figures().quantile(0.5)).isZero();
        assertThat(new Figures().mean()).isZero();
    }
}
