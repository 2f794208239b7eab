package dev.rallypoint.matchmaking;

import java.util.List;

/**
 * Who waits for one game mode, and what there is to join. The order of both lists has no meaning.
 * No two tickets have the same id or a player in common.
 */
public record MatchPool(ModeRules rules, List<Ticket> tickets, List<OpenSeats> backfills) {
    public MatchPool {
        tickets = List.copyOf(tickets);
        backfills = List.copyOf(backfills);
    }
}
