package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RatingTermsTest {
    private static final long DAY_MS = 86_400_000;
    private static final RatingTerms TERMS =
            new RatingTerms(Set.of("fun"), 10, 730 * DAY_MS, 10_000);

    @Test
    void aPlayerWhoIsAwayGrowsUncertainAndKeepsHisMean() {
        Rating settled = new Rating(31, 2);
        Rating later = TERMS.after(settled, 73 * DAY_MS);
        assertThat(later.mu()).isEqualTo(31);
        assertThat(later.sigma()).isCloseTo(Math.sqrt(4 + 625.0 / 90), within(1e-12));
    }

    @Test
    void twoAbsencesAreOneOfBothTogether() {
        Rating settled = new Rating(31, 2);
        Rating twice = TERMS.after(TERMS.after(settled, 10 * DAY_MS), 20 * DAY_MS);
        assertThat(twice.sigma())
                .isCloseTo(TERMS.after(settled, 30 * DAY_MS).sigma(), within(1e-12));
    }

    @Test
    void nobodyIsEverLessCertainThanANewcomerIs() {
        assertThat(TERMS.after(new Rating(31, 2), 10_000 * DAY_MS).sigma()).isEqualTo(25.0 / 3);
        assertThat(TERMS.after(new Rating(31, 9), DAY_MS).sigma()).isEqualTo(9);
    }

    @Test
    void aClockThatRunsBackwardsChangesNothing() {
        Rating settled = new Rating(31, 2);
        assertThat(TERMS.after(settled, -DAY_MS)).isEqualTo(settled);
    }

    @Test
    void aNewcomersConservativeRatingIsZero() {
        assertThat(Rating.NEWCOMER.conservative()).isCloseTo(0, within(1e-12));
    }

    @Test
    void aRatingIsProvisionalUntilTheMatchesAreEnough() {
        assertThat(TERMS.isProvisional(9)).isTrue();
        assertThat(TERMS.isProvisional(10)).isFalse();
    }

    @Test
    void someModesAreNotRated() {
        assertThat(TERMS.isRated("fun")).isFalse();
        assertThat(TERMS.isRated("ranked")).isTrue();
    }

    @Test
    void whatIsNoNumberIsNoRating() {
        assertThatThrownBy(() -> new Rating(Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rating(25, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
