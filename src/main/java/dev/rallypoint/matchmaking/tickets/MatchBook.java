package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The last matches of each pool whose players got their seats, whichever node made them. Belongs to
 * one thread.
 */
final class MatchBook {
    private static final int KEPT_OF_A_POOL = 512;

    private final Set<String> known = new HashSet<>();
    private final PoolMemory<Deque<MatchEntry>> byPool;

    /**
     * @param isConfigured tells the game modes that the operator named
     */
    MatchBook(Predicate<String> isConfigured) {
        byPool =
                new PoolMemory<>(
                        isConfigured, new PoolMemory.Life<>(ArrayDeque::new, this::onForgotten));
    }

    private void onForgotten(Collection<MatchEntry> matches) {
        matches.forEach(match -> known.remove(match.matchId()));
    }

    void put(MatchEntry match) {
        if (match.state() != State.SEATED || !known.add(match.matchId())) {
            return;
        }
        Deque<MatchEntry> pool = byPool.use(match.pool());
        pool.addLast(match);
        if (pool.size() > KEPT_OF_A_POOL) {
            known.remove(pool.removeFirst().matchId());
        }
    }

    /** A quiet pool would name its last players for ever. */
    void forgetBefore(long ms) {
        byPool.forgetIf(pool -> isEmptySince(pool, ms));
    }

    private boolean isEmptySince(Deque<MatchEntry> pool, long ms) {
        while (!pool.isEmpty() && pool.peekFirst().createdAtMs() < ms) {
            known.remove(pool.removeFirst().matchId());
        }
        return pool.isEmpty();
    }

    Set<PoolKey> pools() {
        return byPool.pools();
    }

    boolean knows(PoolKey pool) {
        return byPool.find(pool).isPresent();
    }

    /** Since a time, oldest first. */
    List<MatchEntry> since(PoolKey pool, long ms) {
        return byPool.find(pool).stream()
                .flatMap(Collection::stream)
                .filter(match -> match.createdAtMs() >= ms)
                .toList();
    }
}
