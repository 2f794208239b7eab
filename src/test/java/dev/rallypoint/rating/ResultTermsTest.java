package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultTermsTest {
    private static final ResultTerms TERMS =
            new ResultTerms(
                    Map.of(),
                    60_000,
                    3_600_000,
                    500,
                    new LeastTimes(Map.of()),
                    new Electorate(false));
    private static final long NOON_MS = 1_767_268_800_000L;

    private static long waitMs(long endedAtMs) {
        return TERMS.dueAtMs(NOON_MS, Optional.of(endedAtMs)) - NOON_MS;
    }

    @Test
    void silenceIsConsentOnlyAfterTheRace() {
        assertThat(waitMs(NOON_MS + 300_000)).isEqualTo(360_000);
        assertThat(waitMs(NOON_MS)).isEqualTo(60_000);
    }

    @Test
    void whoIsFirstToReportOnceItIsOverLeavesTheOthersTheirTime() {
        assertThat(waitMs(NOON_MS - 300_000)).isEqualTo(60_000);
    }

    @Test
    void nobodyWaitsLongerThanTheLimitForAnEndThatIsLateOrNeverTold() {
        assertThat(TERMS.dueAtMs(NOON_MS, Optional.empty()) - NOON_MS).isEqualTo(3_600_000);
        assertThat(waitMs(NOON_MS + 3_600_000)).isEqualTo(3_600_000);
    }
}
