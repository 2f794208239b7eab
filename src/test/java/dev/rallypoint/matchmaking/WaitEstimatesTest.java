package dev.rallypoint.matchmaking;

import static dev.rallypoint.matchmaking.Pools.NOW_MS;
import static dev.rallypoint.matchmaking.Pools.alone;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitEstimatesTest {
    private final WaitEstimates estimates = new WaitEstimates();

    @Test
    void thereIsNoneWithoutMatches() {
        assertThat(estimates.estimate(alone("me", 25, 0), NOW_MS)).isEmpty();
        assertThat(estimates.hitRate()).isEmpty();
    }

    @Test
    void tellsTheMedianAndTheEighthTenthOfWhatOthersWaited() {
        waits(1, 100, 25);

        WaitEstimate found = estimates.estimate(alone("me", 25, 0), NOW_MS).orElseThrow();

        assertThat(found.typicalMs()).isEqualTo(50_000);
        assertThat(found.likelyMs()).isEqualTo(80_000);
        assertThat(found.samples()).isEqualTo(100);
    }

    @Test
    void whoHasWaitedIsComparedWithThoseWhoWaitedAsLong() {
        waits(1, 100, 25);

        WaitEstimate found = estimates.estimate(alone("me", 25, 51), NOW_MS).orElseThrow();

        assertThat(found.typicalMs()).isEqualTo(75_000 - 51_000);
        assertThat(found.samples()).isEqualTo(50);
        assertThat(estimates.estimate(alone("me", 25, 99), NOW_MS)).isEmpty();
    }

    @Test
    void ratingsOfTheirOwnKindCountFirst() {
        waits(1, 100, 25);
        waits(201, 300, 45);

        assertThat(estimates.estimate(alone("me", 45, 0), NOW_MS).orElseThrow().typicalMs())
                .isEqualTo(250_000);
    }

    @Test
    void whatIsHalfAnHourOldCountsNoMore() {
        waits(1, 100, 25);

        assertThat(estimates.estimate(alone("me", 25, -1_900), NOW_MS + 1_900_000)).isEmpty();
    }

    @Test
    void theHitRateIsThePartOfPromisesThatWereKept() {
        waits(1, 100, 25);
        for (int i = 0; i < 10; i++) {
            Ticket ticket = alone("asks" + i, 25, 0);
            Optional<WaitEstimate> told = estimates.onCreated(ticket, NOW_MS);
            assertThat(told.orElseThrow().likelyMs()).isEqualTo(80_000);
        }
        for (int i = 0; i < 6; i++) {
            estimates.onMatched(match(alone("asks" + i, 25, 0)), NOW_MS + 80_000);
        }
        estimates.onMatched(match(alone("asks6", 25, 0)), NOW_MS + 80_001);
        estimates.onGone(alone("asks7", 25, 0), NOW_MS + 10);
        estimates.onGone(alone("asks8", 25, 0), NOW_MS + 90_000);

        assertThat(estimates.hitRate()).hasValue(6.0 / 8);
    }

    private void waits(int fromSeconds, int toSeconds, double rating) {
        for (int seconds = fromSeconds; seconds <= toSeconds; seconds++) {
            estimates.onMatched(match(alone("p" + seconds, rating, seconds)), NOW_MS);
        }
    }

    private static ProposedMatch match(Ticket ticket) {
        return new ProposedMatch(
                "eu-west",
                List.of(List.of(ticket)),
                Optional.empty(),
                new MatchQuality(1, 0, 0, 0, 0));
    }
}
