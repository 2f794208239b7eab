package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.MatchQuality;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.WaitEstimate;
import dev.rallypoint.matchmaking.WaitEstimates;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long tickets wait, learned from what becomes of all tickets of the cluster: every node sees
 * the same and tells its players the same. Belongs to one thread.
 */
final class WaitBook {
    /** Game modes are what clients say they are. */
    private static final int MOST_POOLS = 1_000;

    private static final MatchQuality UNKNOWN = new MatchQuality(0, 0, 0, 0, 0);

    private final Map<PoolKey, WaitEstimates> byPool = new HashMap<>();

    /** Something became of a ticket. */
    void onTicket(Optional<TicketEntry> before, TicketEntry after, long nowMs) {
        boolean waited = before.filter(WaitBook::isWaiting).isPresent();
        if (!waited && after.state() == State.SEARCHING) {
            of(after.pool()).ifPresent(book -> book.onCreated(after.toTicket(), nowMs));
        }
        if (waited && after.hasEnded()) {
            of(after.pool()).ifPresent(book -> end(book, before.get().toTicket(), after, nowMs));
        }
    }

    private static boolean isWaiting(TicketEntry entry) {
        return entry.state() == State.SEARCHING || entry.state() == State.CLAIMED;
    }

    private static void end(WaitEstimates book, Ticket ticket, TicketEntry after, long nowMs) {
        if (after.state() == State.MATCHED) {
            book.onMatched(
                    new ProposedMatch("", List.of(List.of(ticket)), Optional.empty(), UNKNOWN),
                    nowMs);
        } else {
            book.onGone(ticket, nowMs);
        }
    }

    private Optional<WaitEstimates> of(PoolKey pool) {
        if (byPool.size() >= MOST_POOLS && !byPool.containsKey(pool)) {
            return Optional.empty();
        }
        return Optional.of(byPool.computeIfAbsent(pool, key -> new WaitEstimates()));
    }

    /** Empty while there were too few matches. */
    Optional<WaitEstimate> estimate(PoolKey pool, Ticket ticket, long nowMs) {
        return Optional.ofNullable(byPool.get(pool)).flatMap(book -> book.estimate(ticket, nowMs));
    }
}
