package dev.rallypoint.rating;

import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.MatchOrigin;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A match as its results are judged by.
 *
 * @param track empty text = none
 * @param startedAtMs by the server's clock
 * @param kind of its lobby when it began
 * @param origins of all who took part at some time, by player id: who left is still one of them
 * @param owner of the lobby now
 */
public record RacedMatch(
        String gameMode,
        String track,
        long startedAtMs,
        LobbyKind kind,
        Map<String, MatchOrigin> origins,
        Optional<String> owner) {
    public RacedMatch {
        origins = Map.copyOf(origins);
    }

    public boolean hasMember(String playerId) {
        return origins.containsKey(playerId);
    }

    /** Whether his word about the result counts, and his place is part of it. */
    public boolean hasVote(String playerId) {
        return hasMember(playerId) && origins.get(playerId).hasVote();
    }

    /** As if nobody else had been in it. */
    public RacedMatch among(Collection<String> playerIds) {
        Map<String, MatchOrigin> left = new HashMap<>(origins);
        left.keySet().retainAll(playerIds);
        return new RacedMatch(gameMode, track, startedAtMs, kind, left, owner);
    }

    /** In the order of their ids. */
    public List<String> voters() {
        return origins.keySet().stream().filter(this::hasVote).sorted().toList();
    }
}
