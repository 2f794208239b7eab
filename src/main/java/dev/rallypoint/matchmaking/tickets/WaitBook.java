package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.MatchQuality;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.WaitEstimate;
import dev.rallypoint.matchmaking.WaitEstimates;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How long tickets wait, learned from what becomes of all tickets of the cluster: every node sees
 * the same and tells its players the same. Belongs to one thread.
 */
final class WaitBook {
    private static final MatchQuality UNKNOWN = new MatchQuality(0, 0, 0, 0, 0);

    private final PoolMemory<WaitEstimates> byPool;

    /**
     * @param isConfigured tells the game modes that the operator named
     */
    WaitBook(Predicate<String> isConfigured) {
        byPool =
                new PoolMemory<>(
                        isConfigured, new PoolMemory.Life<>(WaitEstimates::new, forgotten -> {}));
    }

    /** Something became of a ticket. Nothing is remembered of pools without matches. */
    void onTicket(Optional<TicketEntry> before, TicketEntry after, long nowMs) {
        boolean waited = before.filter(WaitBook::isWaiting).isPresent();
        if (!waited && after.state() == State.SEARCHING) {
            byPool.find(after.pool()).ifPresent(book -> book.onCreated(after.toTicket(), nowMs));
        }
        if (waited && after.state() == State.MATCHED) {
            onMatched(byPool.use(after.pool()), before.get().toTicket(), nowMs);
        } else if (waited && after.hasEnded()) {
            byPool.find(after.pool())
                    .ifPresent(book -> book.onGone(before.get().toTicket(), nowMs));
        }
    }

    private static boolean isWaiting(TicketEntry entry) {
        return entry.state() == State.SEARCHING || entry.state() == State.CLAIMED;
    }

    private static void onMatched(WaitEstimates book, Ticket ticket, long nowMs) {
        book.onMatched(
                new ProposedMatch("", List.of(List.of(ticket)), Optional.empty(), UNKNOWN), nowMs);
    }

    int pools() {
        return byPool.pools().size();
    }

    /** Empty while there were too few matches. */
    Optional<WaitEstimate> estimate(PoolKey pool, Ticket ticket, long nowMs) {
        return byPool.find(pool).flatMap(book -> book.estimate(ticket, nowMs));
    }
}
