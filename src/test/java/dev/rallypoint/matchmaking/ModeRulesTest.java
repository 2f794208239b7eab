package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.MatchmakingConfig;
import dev.rallypoint.runtime.ConfigLoader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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

    private static ModeRules with(String tracks, String attributes) {
        MatchmakingConfig config = new ConfigLoader().load().matchmaking();
        Map<String, String> changes = Map.of("tracks", tracks, "attributes", attributes);
        return ModeRules.of(ConfigLoader.change(config, changes, "test"));
    }

    @Test
    void ticketsHaveAnyAttributeUnlessTheOperatorNamesThem() {
        assertThat(rules.refusedAttribute(Map.of("x", "our-secret"))).isEmpty();
        ModeRules named = with("[hill]", "[version=7|8, wheels=4]");
        assertThat(named.refusedAttribute(Map.of())).isEmpty();
        assertThat(named.refusedAttribute(Map.of("version", "8", "track", "hill"))).isEmpty();
        assertThat(named.refusedAttribute(Map.of("version", "9"))).contains("version");
        assertThat(named.refusedAttribute(Map.of("x", "our-secret"))).contains("x");
        ModeRules none = with("[]", "[none]");
        assertThat(none.refusedAttribute(Map.of())).isEmpty();
        assertThat(none.refusedAttribute(Map.of("track", "hill"))).contains("track");
        for (String wrong : List.of("[version]", "[=7]", "[version=]", "[a=1, a=2]")) {
            assertThatThrownBy(() -> with("[]", wrong))
                    .hasMessageContaining("matchmaking.attributes = ");
        }
    }

    private static ModeRules withTracks(String tracks) {
        MatchmakingConfig config = new ConfigLoader().load().matchmaking();
        return ModeRules.of(ConfigLoader.change(config, Map.of("tracks", tracks), "test"));
    }

    @Test
    void matchesAreRacedOnTheTracksOfTheirModeEquallyOften() {
        ModeRules tracks = withTracks("[hill, bay, ring]");
        Map<String, Integer> races = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            UUID matchId = UUID.nameUUIDFromBytes(("match " + i).getBytes(StandardCharsets.UTF_8));
            String track = tracks.track(Map.of(), matchId).orElseThrow();
            assertThat(tracks.track(Map.of("track", ""), matchId)).contains(track);
            races.merge(track, 1, Integer::sum);
        }
        assertThat(races).hasSize(3);
        assertThat(races.values()).allMatch(count -> count > 900 && count < 1_100);
    }

    @Test
    void whatTheTicketsAskForComesBeforeTheTracksOfTheMode() {
        UUID matchId = new UUID(0, 0);
        ModeRules tracks = withTracks("[hill, bay]");
        assertThat(tracks.track(Map.of("track", "bay"), matchId)).contains("bay");
        assertThat(tracks.isTrackPossible("bay")).isTrue();
        assertThat(tracks.isTrackPossible("moon")).isFalse();
        assertThat(rules.track(Map.of("track", "moon"), matchId)).contains("moon");
        assertThat(rules.track(Map.of(), matchId)).isEmpty();
        assertThatThrownBy(() -> withTracks("[hill, '']"))
                .hasMessageContaining("matchmaking.tracks");
    }

    private static TicketMember from(String near, int nearMs, String far, int farMs) {
        return new TicketMember("p", Skill.UNKNOWN, Map.of(near, nearMs, far, farMs), Set.of());
    }
}
