package dev.rallypoint.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
    @ParameterizedTest
    @CsvSource({"0.37", "1", "9.99", "123456", "1000000", "0"})
    void aLinearAxisHoldsTheLargestValueAndHasAHandfulOfMarks(double largest) {
        Axis axis = Axis.fromZero("x", largest, 0, 100);
        assertThat(axis.high()).isGreaterThanOrEqualTo(largest);
        assertThat(axis.marks()).hasSizeBetween(1, 8);
        assertThat(axis.pixel(0)).isZero();
        assertThat(axis.pixel(largest)).isBetween(0.0, 100.0);
    }

    @Test
    void aLogarithmicAxisHasAMarkForEachDecade() {
        Axis axis = Axis.decades("x", 30, 4_000, 200, 0);
        assertThat(axis.marks()).hasSize(4);
        assertThat(axis.pixel(10)).isCloseTo(200, within(1e-9));
        assertThat(axis.pixel(100)).isCloseTo(200 - 200.0 / 3, within(1e-6));
        assertThat(axis.pixel(1)).isCloseTo(200, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.354, 0.35",
        "12.44, 12.4",
        "999, 999",
        "9500, '9,500'",
        "250000, 250 k",
        "1200000, 1.2 M",
        "100, 100",
        "10, 10"
    })
    void numbersHaveThreeDigitsOrSo(double value, String text) {
        assertThat(PlotText.number(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"85, 85 µs", "1500, 1.5 ms", "2000000, 2 s"})
    void timesHaveTheUnitThatFits(double micros, String text) {
        assertThat(PlotText.time(micros)).isEqualTo(text);
    }
}
