package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Which open lobby is the best for a player: one he reaches well, with players of his strength, in
 * which a race is likely to start soon.
 *
 * @param rttMs his measured round trips by region
 * @param mu his own rating
 * @param mus ratings of the lobbies' members by player id
 */
record LobbyFit(Map<String, Integer> rttMs, double mu, Map<String, Double> mus) {
    private static final String OPEN = "open";

    /** What a point of rating between him and the others is worth, in milliseconds. */
    private static final double MS_PER_POINT = 10;

    /** What a lobby that is nearly full is worth over an empty one. */
    private static final double MS_PER_LOBBY = 40;

    /** Of a region he did not measure. */
    private static final double UNMEASURED_MS = 150;

    /** What a race that is under way already costs. */
    private static final double RACING_MS = 60;

    /**
     * Those he can join, best first.
     *
     * @param maxRttMs regions above are out of the question
     */
    List<Api.Lobby> rank(List<Api.Lobby> lobbies, String playerId, int maxRttMs) {
        return lobbies.stream()
                .filter(lobby -> !lobby.hasPassword())
                .filter(lobby -> lobby.members().size() < lobby.capacity())
                .filter(lobby -> !hasMember(lobby, playerId))
                .filter(lobby -> rttMs.getOrDefault(lobby.region(), 0) <= maxRttMs)
                .sorted(Comparator.comparingDouble(this::cost).thenComparing(Api.Lobby::lobbyId))
                .toList();
    }

    private static boolean hasMember(Api.Lobby lobby, String playerId) {
        return lobby.members().stream().anyMatch(member -> member.playerId().equals(playerId));
    }

    private double cost(Api.Lobby lobby) {
        Integer measured = rttMs.get(lobby.region());
        double rtt = measured == null ? UNMEASURED_MS : measured;
        double filled = lobby.members().size() / (double) lobby.capacity();
        return rtt
                + MS_PER_POINT * distance(lobby)
                - MS_PER_LOBBY * filled
                + (lobby.state().equals(OPEN) ? 0 : RACING_MS);
    }

    /** Between him and the mean of the members. */
    private double distance(Api.Lobby lobby) {
        OptionalDouble mean =
                lobby.members().stream()
                        .map(Api.Member::playerId)
                        .filter(mus::containsKey)
                        .mapToDouble(mus::get)
                        .average();
        return mean.isPresent() ? Math.abs(mean.getAsDouble() - mu) : 0;
    }
}
