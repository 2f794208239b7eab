package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The last matches of each pool whose players got their seats, whichever node made them. Belongs to
 * one thread.
 */
final class MatchBook {
    private static final int KEPT_OF_A_POOL = 512;

    /** Game modes are what clients say they are. */
    private static final int MOST_POOLS = 1_000;

    private final Map<PoolKey, Deque<MatchEntry>> byPool = new HashMap<>();
    private final Set<String> known = new HashSet<>();

    void put(MatchEntry match) {
        boolean isRoom = byPool.size() < MOST_POOLS || byPool.containsKey(match.pool());
        if (match.state() != State.SEATED || !isRoom || !known.add(match.matchId())) {
            return;
        }
        Deque<MatchEntry> pool = byPool.computeIfAbsent(match.pool(), key -> new ArrayDeque<>());
        pool.addLast(match);
        if (pool.size() > KEPT_OF_A_POOL) {
            known.remove(pool.removeFirst().matchId());
        }
    }

    /** A quiet pool would name its last players for ever. */
    void forgetBefore(long ms) {
        for (Deque<MatchEntry> pool : byPool.values()) {
            while (!pool.isEmpty() && pool.peekFirst().createdAtMs() < ms) {
                known.remove(pool.removeFirst().matchId());
            }
        }
        byPool.values().removeIf(Deque::isEmpty);
    }

    Set<PoolKey> pools() {
        return Set.copyOf(byPool.keySet());
    }

    /** Since a time, oldest first. */
    List<MatchEntry> since(PoolKey pool, long ms) {
        return of(pool).filter(match -> match.createdAtMs() >= ms).toList();
    }

    private Stream<MatchEntry> of(PoolKey pool) {
        Collection<MatchEntry> matches = byPool.getOrDefault(pool, new ArrayDeque<>());
        return matches.stream();
    }
}
