package dev.rallypoint.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.WindowMatching;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.simulation.SimulationReport.PolicyFigures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The day of the README: 24 hours, 50,000 players, the default rules. */
class MatchmakingDaySimTest {
    private static final ModeRules RULES = ModeRules.of(new ConfigLoader().load().matchmaking());

    private static SimulationReport report;
    private static PolicyFigures ours;

    @BeforeAll
    static void runTheDay() {
        Trial trial = new Trial(new Crowd(7, RULES).tickets(50_000, 24), 1_000, 24);
        trial.run(Policies.ours(RULES, new WindowMatching()), (policy, hour) -> {});
        Policies.naive(RULES).forEach(policy -> trial.run(policy, (name, hour) -> {}));
        report = trial.report(7, 0);
        ours = report.policies().get(0);
        System.out.println(report.table());
    }

    @Test
    void spreadAndRoundTripAreBetterThanThoseOfBothNaiveOnes() {
        for (PolicyFigures naive : report.policies().subList(1, 3)) {
            assertThat(ours.ratingSpread().p50()).isLessThan(naive.ratingSpread().p50());
            assertThat(ours.ratingSpread().p95()).isLessThan(naive.ratingSpread().p95());
            assertThat(ours.worstRttMs().p50()).isLessThan(naive.worstRttMs().p50());
            assertThat(ours.worstRttMs().p95()).isLessThan(naive.worstRttMs().p95());
        }
    }

    @Test
    void atNoLongerMedianWaiting() {
        for (PolicyFigures naive : report.policies().subList(1, 3)) {
            assertThat(ours.waitSeconds().p50()).isLessThanOrEqualTo(naive.waitSeconds().p50());
        }
    }

    @Test
    void nobodyWaitsLongerThanTheBoundAndAllAreMatched() {
        assertThat(ours.overBound()).isZero();
        assertThat(ours.leftWaiting()).isZero();
        assertThat(ours.waitSeconds().max()).isLessThanOrEqualTo(ours.longestWaitSeconds());
    }

    @Test
    void theLatencyLimitIsKeptAndMostMatchesAreNearlyFull() {
        assertThat(ours.playersPerMatch()).isGreaterThan(6.5);
        assertThat(ours.worstRttMs().p95()).isLessThan(RULES.latencyLimitMs());
    }

    @Test
    void promisesOfEightInTenAreKeptAboutThatOften() {
        assertThat(ours.promisesKept().orElseThrow()).isBetween(0.7, 0.95);
    }
}
