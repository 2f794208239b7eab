package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.runtime.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModeRulesTest {
    private final ModeRules rules = ModeRules.of(new ConfigLoader().load().matchmaking());

    @Test
    void windowsWidenAndTheNeedFallsWithWaiting() {
        for (long waitedMs = 0; waitedMs < 200_000; waitedMs += 500) {
            long later = waitedMs + 500;
            assertThat(rules.ratingWindowAt(later)).isGreaterThanOrEqualTo(at(waitedMs));
            assertThat(rules.latencyWindowAt(later))
                    .isBetween(rules.latencyWindowAt(waitedMs), rules.latencyLimitMs());
            assertThat(rules.playersNeeded(later))
                    .isBetween(rules.minPlayers(), rules.playersNeeded(waitedMs));
        }
    }

    private double at(long waitedMs) {
        return rules.ratingWindowAt(waitedMs);
    }

    @Test
    void fromThreeQuartersOfTheBoundOnAllWindowsAreOpen() {
        assertThat(rules.isOverdue(89_999)).isFalse();
        assertThat(rules.isOverdue(90_000)).isTrue();
        assertThat(rules.ratingWindowAt(90_000)).isInfinite();
        assertThat(rules.playersNeeded(90_000)).isEqualTo(rules.minPlayers());
        assertThat(rules.latencyWindowAt(90_000)).isEqualTo(150);
    }

    @Test
    void aPartyIsReachableIfOneRegionIsNearForAll() {
        assertThat(rules.isReachable(List.of(from("eu", 20, "us", 120), from("us", 30, "eu", 110))))
                .isTrue();
        assertThat(rules.isReachable(List.of(from("eu", 20, "us", 120), from("us", 30, "eu", 151))))
                .isTrue();
        assertThat(rules.isReachable(List.of(from("eu", 20, "us", 160), from("us", 30, "eu", 151))))
                .isFalse();
        assertThat(
                        rules.isReachable(
                                List.of(new TicketMember("p", Skill.UNKNOWN, Map.of(), Set.of()))))
                .isFalse();
    }

    private static TicketMember from(String near, int nearMs, String far, int farMs) {
        return new TicketMember("p", Skill.UNKNOWN, Map.of(near, nearMs, far, farMs), Set.of());
    }
}
