package dev.rallypoint.rating;

import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.MatchOrigin;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A match as its results are judged by.
 *
 * @param track empty text = none
 * @param startedAtMs by the server's clock
 * @param kind of its lobby when it began
 * @param origins of all who took part at some time, by player id: who left is still one of them
 * @param parties of those of them who did not come alone, by player id
 * @param owner of the lobby now
 */
public record RacedMatch(
        String gameMode,
        String track,
        long startedAtMs,
        LobbyKind kind,
        Map<String, MatchOrigin> origins,
        Map<String, String> parties,
        Optional<String> owner) {
    public RacedMatch {
        origins = Map.copyOf(origins);
        parties = Map.copyOf(parties);
    }

    public boolean hasMember(String playerId) {
        return origins.containsKey(playerId);
    }

    /** Whether he is asked about the result; whose word decides, {@link Electorate} says. */
    public boolean mayReport(String playerId) {
        return hasMember(playerId) && origins.get(playerId).mayReport();
    }

    /** As if nobody else had been in it. */
    public RacedMatch among(Collection<String> playerIds) {
        Map<String, MatchOrigin> left = new HashMap<>(origins);
        left.keySet().retainAll(playerIds);
        return new RacedMatch(gameMode, track, startedAtMs, kind, left, parties, owner);
    }
}
