package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {
    private final Steps steps = Steps.of(List.of("0=2", "2.5=3.5", "10=7"));

    @Test
    void aValueHoldsUntilTheNextStep() {
        assertThat(steps.at(0)).isEqualTo(2);
        assertThat(steps.at(2_499)).isEqualTo(2);
        assertThat(steps.at(2_500)).isEqualTo(3.5);
        assertThat(steps.at(1_000_000)).isEqualTo(7);
        assertThat(steps.last()).isEqualTo(7);
    }

    @Test
    void tellsWhenTheNextStepComes() {
        assertThat(steps.nextChange(0)).hasValue(2_500);
        assertThat(steps.nextChange(2_500)).hasValue(10_000);
        assertThat(steps.nextChange(10_000)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "0=", "=1", "0=-1", "0=NaN", "x=1", "1=2"})
    void refusesWhatIsNoCurve(String word) {
        assertThatThrownBy(() -> Steps.of(List.of(word)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesNoneAndSecondsThatDoNotRise() {
        assertThatThrownBy(() -> Steps.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Steps.of(List.of("0=1", "5=2", "5=3")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
