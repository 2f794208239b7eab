package dev.rallypoint.matchmaking;

import java.util.List;
import java.util.Map;

/**
 * A lobby that races already and takes more players.
 *
 * @param region id of the region it races in
 * @param members who is there
 * @param freeSeats how many more it takes, 1 or more
 * @param attributes of the tickets it was made of
 */
public record OpenSeats(
        String lobbyId,
        String region,
        List<TicketMember> members,
        int freeSeats,
        Map<String, String> attributes) {
    public OpenSeats {
        members = List.copyOf(members);
        attributes = Map.copyOf(attributes);
    }

    /** Of a lobby whose tickets had no attributes. */
    public OpenSeats(String lobbyId, String region, List<TicketMember> members, int freeSeats) {
        this(lobbyId, region, members, freeSeats, Map.of());
    }
}
