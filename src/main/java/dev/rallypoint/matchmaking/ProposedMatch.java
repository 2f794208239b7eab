package dev.rallypoint.matchmaking;

import java.util.List;
import java.util.Optional;

/**
 * Tickets that shall race together.
 *
 * @param region id of the region with the smallest worst round trip
 * @param teams the tickets of each team, teams with equally many players. A mode without teams has
 *     one list with all tickets, and so has a backfill: who joins, not who is there
 * @param backfillLobbyId the racing lobby that they join; empty = a new one
 */
public record ProposedMatch(
        String region,
        List<List<Ticket>> teams,
        Optional<String> backfillLobbyId,
        MatchQuality quality) {
    public ProposedMatch {
        teams = teams.stream().map(List::copyOf).toList();
    }

    public List<Ticket> tickets() {
        return teams.stream().flatMap(List::stream).toList();
    }

    /** Of the tickets; who races in the lobby already is not among them. */
    public int players() {
        return tickets().stream().mapToInt(Ticket::size).sum();
    }
}
