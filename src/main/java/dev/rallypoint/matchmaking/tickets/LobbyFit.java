package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.RatingMessage.PlayerRating;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Which open lobby is the best for a player: one he reaches well, with players of his strength, in
 * which a race is likely to start soon, and with nobody in it whom he blocked or who blocked him.
 *
 * @param rttMs his measured round trips by region
 * @param mostRttMs regions above are out of the question
 */
record LobbyFit(String playerId, Map<String, Integer> rttMs, int mostRttMs) {
    private static final String OPEN = "open";

    /** What a point of rating between him and the others is worth, in milliseconds. */
    private static final double MS_PER_POINT = 10;

    /** What a lobby that is nearly full is worth over an empty one. */
    private static final double MS_PER_LOBBY = 40;

    /** Of a region he did not measure. */
    private static final double UNMEASURED_MS = 150;

    /** What a race that is under way already costs. */
    private static final double RACING_MS = 60;

    /** Those he could join as far as can be seen without asking who their members are. */
    List<Api.Lobby> possible(List<Api.Lobby> lobbies) {
        return lobbies.stream()
                .filter(lobby -> !lobby.hasPassword())
                .filter(lobby -> lobby.members().size() < lobby.capacity())
                .filter(lobby -> !hasMember(lobby, playerId))
                .filter(lobby -> rttMs.getOrDefault(lobby.region(), 0) <= mostRttMs)
                .sorted(
                        Comparator.comparingDouble(this::costAtFirstSight)
                                .thenComparing(Api.Lobby::lobbyId))
                .toList();
    }

    private static boolean hasMember(Api.Lobby lobby, String playerId) {
        return lobby.members().stream().anyMatch(member -> member.playerId().equals(playerId));
    }

    private double costAtFirstSight(Api.Lobby lobby) {
        Integer measured = rttMs.get(lobby.region());
        double rtt = measured == null ? UNMEASURED_MS : measured;
        double filled = lobby.members().size() / (double) lobby.capacity();
        return rtt - MS_PER_LOBBY * filled + (lobby.state().equals(OPEN) ? 0 : RACING_MS);
    }

    /**
     * Those of them that suit him, best first.
     *
     * @param ratings his and the members', by game mode and player id
     */
    List<Api.Lobby> rank(List<Api.Lobby> possible, Map<String, Map<String, PlayerRating>> ratings) {
        return possible.stream()
                .filter(lobby -> !isKeptApart(lobby, of(lobby, ratings)))
                .sorted(
                        Comparator.<Api.Lobby>comparingDouble(
                                        lobby ->
                                                costAtFirstSight(lobby)
                                                        + MS_PER_POINT
                                                                * distance(
                                                                        lobby, of(lobby, ratings)))
                                .thenComparing(Api.Lobby::lobbyId))
                .toList();
    }

    private static Map<String, PlayerRating> of(
            Api.Lobby lobby, Map<String, Map<String, PlayerRating>> ratings) {
        return ratings.getOrDefault(lobby.gameMode(), Map.of());
    }

    private boolean isKeptApart(Api.Lobby lobby, Map<String, PlayerRating> ratings) {
        List<String> ownBlocked =
                Optional.ofNullable(ratings.get(playerId))
                        .map(PlayerRating::blocked)
                        .orElse(List.of());
        return known(lobby, ratings)
                .anyMatch(
                        member ->
                                ownBlocked.contains(member.playerId())
                                        || member.blocked().contains(playerId));
    }

    private static Stream<PlayerRating> known(Api.Lobby lobby, Map<String, PlayerRating> ratings) {
        return lobby.members().stream()
                .map(Api.Member::playerId)
                .filter(ratings::containsKey)
                .map(ratings::get);
    }

    /** Between him and the mean of the members. */
    private double distance(Api.Lobby lobby, Map<String, PlayerRating> ratings) {
        OptionalDouble mean = known(lobby, ratings).mapToDouble(PlayerRating::mu).average();
        return mean.isPresent() && ratings.containsKey(playerId)
                ? Math.abs(mean.getAsDouble() - ratings.get(playerId).mu())
                : 0;
    }
}
