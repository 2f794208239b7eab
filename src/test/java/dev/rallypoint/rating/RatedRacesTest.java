package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.runtime.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RatedRacesTest {
    private static final RatedRaces DEFAULT =
            new RatedRaces(RatedLobbies.MATCHED, new Electorate(false));

    private static RatingConfig config(String lobbies, String... leastTimes) {
        return new RatingConfig(
                List.of(),
                10,
                730,
                List.of(),
                60,
                3_600,
                500,
                List.of(),
                lobbies,
                false,
                List.of(leastTimes),
                10);
    }

    private static RacedMatch match(LobbyKind kind, Map<String, MatchOrigin> origins) {
        return match(kind, origins, Map.of());
    }

    private static RacedMatch match(
            LobbyKind kind, Map<String, MatchOrigin> origins, Map<String, String> parties) {
        return new RacedMatch("race", "hill", 0, kind, origins, parties, Optional.empty());
    }

    private static RacedMatch ofTwo(LobbyKind kind) {
        return match(kind, Map.of("a", MatchOrigin.STARTED, "b", MatchOrigin.STARTED));
    }

    @Test
    void racesOfLobbiesThatPlayersMakeCountOnlyWhereTheOperatorSaysSo() {
        assertThat(DEFAULT.obstacle(ofTwo(LobbyKind.MATCHED), false)).isEmpty();
        assertThat(DEFAULT.obstacle(ofTwo(LobbyKind.PUBLIC), false)).contains(WhyUnrated.LOBBY);
        assertThat(DEFAULT.obstacle(ofTwo(LobbyKind.PRIVATE), false)).contains(WhyUnrated.LOBBY);
        RatedRaces open = RatedRaces.of(config("public"));
        assertThat(open.obstacle(ofTwo(LobbyKind.MATCHED), false)).isEmpty();
        assertThat(open.obstacle(ofTwo(LobbyKind.PUBLIC), false)).isEmpty();
        assertThat(open.obstacle(ofTwo(LobbyKind.PRIVATE), false)).contains(WhyUnrated.LOBBY);
        RatedRaces all = RatedRaces.of(config("all"));
        assertThat(all.obstacle(ofTwo(LobbyKind.PRIVATE), false)).isEmpty();
    }

    @Test
    void whatOneSaysOfHimselfCountsOnlyIfAnOperatorSaysItToo() {
        RacedMatch alone =
                match(LobbyKind.MATCHED, Map.of("a", MatchOrigin.STARTED, "b", MatchOrigin.JOINED));
        assertThat(DEFAULT.obstacle(alone, false)).contains(WhyUnrated.TOO_FEW_VOTERS);
        assertThat(DEFAULT.obstacle(alone, true)).isEmpty();
        assertThat(DEFAULT.obstacle(ofTwo(LobbyKind.PRIVATE), true)).isEmpty();
    }

    private static Optional<WhyUnrated> obstacleIn(Map<String, String> parties, String... players) {
        Map<String, MatchOrigin> origins =
                Stream.of(players).collect(Collectors.toMap(id -> id, id -> MatchOrigin.STARTED));
        return DEFAULT.obstacle(match(LobbyKind.MATCHED, origins, parties), false);
    }

    @Test
    void aRaceThatOnePartyCanSettleByItselfDoesNotCount() {
        Map<String, String> two = Map.of("a", "t1", "b", "t1");
        assertThat(obstacleIn(two, "a", "b")).contains(WhyUnrated.PARTY);
        assertThat(obstacleIn(two, "a", "b", "c")).contains(WhyUnrated.PARTY);
        assertThat(obstacleIn(two, "a", "b", "c", "d")).isEmpty();
        Map<String, String> against = Map.of("a", "t1", "b", "t1", "c", "t2", "d", "t2");
        assertThat(obstacleIn(against, "a", "b", "c", "d")).as("party against party").isEmpty();
        RacedMatch alone =
                match(
                        LobbyKind.MATCHED,
                        Map.of("a", MatchOrigin.STARTED, "b", MatchOrigin.STARTED),
                        two);
        assertThat(DEFAULT.obstacle(alone, true)).as("an operator saw it").isEmpty();
    }

    @Test
    void whoOfAPartyWalkedInHasNoVoteInIt() {
        RacedMatch match =
                match(
                        LobbyKind.MATCHED,
                        Map.of(
                                "a", MatchOrigin.STARTED,
                                "b", MatchOrigin.JOINED,
                                "c", MatchOrigin.STARTED),
                        Map.of("a", "t1", "b", "t1"));
        assertThat(DEFAULT.obstacle(match, false)).isEmpty();
    }

    @Test
    void aRaceCountsForThoseWithWhomItBegan() {
        RacedMatch match =
                match(
                        LobbyKind.MATCHED,
                        Map.of(
                                "a", MatchOrigin.STARTED,
                                "b", MatchOrigin.MATCHED,
                                "c", MatchOrigin.JOINED));
        assertThat(List.of("a", "b", "c", "d").stream().filter(id -> DEFAULT.counts(match, id)))
                .containsExactly("a");
        RatedRaces wide = new RatedRaces(RatedLobbies.MATCHED, new Electorate(true));
        assertThat(List.of("a", "b", "c", "d").stream().filter(id -> wide.counts(match, id)))
                .containsExactly("a", "b");
    }

    @Test
    void wrongWordsAreRefusedByKeyValueAndRange() {
        assertThatThrownBy(() -> RatedRaces.of(config("everybody")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("rating.ratedLobbies = everybody is not matched, public or all");
        for (String wrong : List.of("race", "race=", "race=0", "race=86400001", "=5", "race/=5")) {
            assertThatThrownBy(() -> LeastTimes.of(config("all", wrong)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "rating.leastTimes: "
                                    + wrong
                                    + " is not mode=ms or mode/track=ms with 1..86400000 ms");
        }
    }

    @Test
    void theLeastTimeOfATrackComesBeforeThatOfItsMode() {
        LeastTimes times = LeastTimes.of(config("all", "race=1000", "race/up/hill=a=2000"));
        assertThat(times.of("race", "")).isEqualTo(1_000);
        assertThat(times.of("race", "up/hill=a")).isEqualTo(2_000);
        assertThat(times.of("duel", "up/hill=a")).isEqualTo(1);
    }
}
