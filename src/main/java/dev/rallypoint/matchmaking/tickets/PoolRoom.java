package dev.rallypoint.matchmaking.tickets;

import java.util.function.Predicate;

/**
 * Whether another pool may come into being: anybody can invent game modes, and each costs its owner
 * some work in every pass. In those that are played, or that the operator named, there is always
 * room.
 *
 * @param isConfigured tells the game modes that the operator named
 */
record PoolRoom(TicketView view, MatchBook book, Predicate<String> isConfigured) {
    /** That somebody stands in. */
    static final int MOST_POOLS = 1_000;

    boolean isFor(PoolKey pool) {
        return view.poolCount() < MOST_POOLS
                || isConfigured.test(pool.gameMode())
                || view.has(pool)
                || book.knows(pool);
    }
}
