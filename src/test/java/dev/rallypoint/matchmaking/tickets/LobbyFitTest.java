package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.RatingMessage.PlayerRating;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LobbyFitTest {
    private static final LobbyFit FIT =
            new LobbyFit("me", Map.of("near", 20, "far", 90, "too-far", 151), 150);

    private static Api.Lobby lobby(String id, String mode, String region, String... members) {
        return new Api.Lobby(
                id,
                "CODE",
                id,
                mode,
                Optional.empty(),
                4,
                "public",
                false,
                region,
                "framed",
                "open",
                "owner",
                Arrays.stream(members)
                        .map(member -> new Api.Member(member, member, 0, false, false))
                        .toList(),
                1);
    }

    private static PlayerRating rating(String playerId, double mu, String... blocked) {
        return new PlayerRating(playerId, mu, 2, 10, false, List.of(blocked));
    }

    private static Map<String, PlayerRating> of(PlayerRating... ratings) {
        return Stream.of(ratings)
                .collect(Collectors.toMap(PlayerRating::playerId, Function.identity()));
    }

    private static List<String> ids(List<Api.Lobby> lobbies) {
        return lobbies.stream().map(Api.Lobby::lobbyId).toList();
    }

    @Test
    void nobodyIsSeatedWithWhomHeBlockedOrWhoBlockedHim() {
        List<Api.Lobby> lobbies =
                List.of(
                        lobby("blocked", "race", "near", "foe", "ann"),
                        lobby("blocking", "race", "near", "ann", "hater"),
                        lobby("fine", "race", "far", "ann"));
        Map<String, PlayerRating> race =
                of(
                        rating("me", 25, "foe"),
                        rating("foe", 25),
                        rating("hater", 25, "someone", "me"),
                        rating("ann", 25, "someone"));
        assertThat(ids(FIT.rank(lobbies, Map.of("race", race)))).containsExactly("fine");
    }

    @Test
    void strengthCountsInTheModeOfEachLobby() {
        List<Api.Lobby> lobbies =
                List.of(lobby("a", "drift", "near", "ann"), lobby("b", "race", "near", "bo"));
        Map<String, Map<String, PlayerRating>> ratings =
                Map.of(
                        "drift", of(rating("me", 40), rating("ann", 20)),
                        "race", of(rating("me", 24), rating("bo", 25)));
        assertThat(ids(FIT.rank(lobbies, ratings))).containsExactly("b", "a");
    }

    @Test
    void whoIsNotKnownInAModeCountsForNothingThere() {
        List<Api.Lobby> lobbies =
                List.of(lobby("a", "race", "far", "ann"), lobby("b", "race", "near", "bo"));
        assertThat(ids(FIT.rank(lobbies, Map.of()))).containsExactly("b", "a");
    }

    @Test
    void whatIsFullTooFarOrHisOwnIsOutOfTheQuestion() {
        List<Api.Lobby> lobbies =
                List.of(
                        lobby("full", "race", "near", "a", "b", "c", "d"),
                        lobby("too-far", "race", "too-far", "a"),
                        lobby("own", "race", "near", "me"),
                        lobby("unmeasured", "race", "moon", "a"),
                        lobby("far", "race", "far", "a"));
        assertThat(ids(FIT.possible(lobbies))).containsExactly("far", "unmeasured");
    }

    @Test
    void nearRegionsAreLookedAtFirstAndTogetherIfTheyAreAlike() {
        Map<String, Integer> rttMs = Map.of("a", 30, "b", 12, "c", 31, "d", 33, "e", 151);
        assertThat(RegionRings.of(rttMs, Set.of("a", "b", "c", "d", "e", "f", "g"), 150))
                .containsExactly(Set.of("a", "b", "c"), Set.of("d"), Set.of("f", "g"));
    }

    @Test
    void whoMeasuredNothingLooksWhereHeAskedFirst() {
        assertThat(RegionRings.of(Map.of("b", 0), Set.of("a", "b", "c"), 50))
                .containsExactly(Set.of("b"), Set.of("a", "c"));
        assertThat(RegionRings.of(Map.of("b", 60), Set.of("b"), 50)).isEmpty();
    }
}
