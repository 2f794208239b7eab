package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxBoundTest {
    private final OutboxBound bound = new OutboxBound(100);

    @Test
    void withinTheBoundNothingIsGivenUp() {
        assertThat(bound.excess(100, 100)).isZero();
        assertThat(bound.excess(0, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"101,101,1", "110,55,5", "110,54,5", "150,50,17", "1000000000,500000000,499999950"})
    void eachNodeGivesUpItsShareOfWhatIsTooMuch(int all, int here, int share) {
        assertThat(bound.excess(all, here)).isEqualTo(share);
    }

    @Test
    void theOldestAreGivenUp() {
        Map<String, String> records = Map.of("new", "30 x {}", "old", "9 x {}", "older", "8 x {}");
        assertThat(OutboxBound.oldest(records, 2)).containsExactly("older", "old");
    }
}
