package dev.rallypoint.matchmaking;

import java.util.Map;
import java.util.Set;

/**
 * A player who waits.
 *
 * @param roundTripMs measured round trip by region id; a region that is not here is out of reach
 * @param blocked ids of players whom this one does not want to meet; it holds in both directions
 */
public record TicketMember(
        String playerId, Skill skill, Map<String, Integer> roundTripMs, Set<String> blocked) {
    public TicketMember {
        roundTripMs = Map.copyOf(roundTripMs);
        blocked = Set.copyOf(blocked);
    }
}
