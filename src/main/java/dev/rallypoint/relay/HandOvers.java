package dev.rallypoint.relay;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Matches that go on elsewhere, whose members are sent on as soon as that is sure to be ready. */
final class HandOvers {
    /** Longer than the news takes that the next relay waits for them too. */
    static final long DELAY_MS = 50;

    /**
     * @param generation of the newest token from before the move; who came with a newer one stays
     */
    record HandOver(UUID lobbyId, long generation, long dueMs) {}

    /** In the order in which they are due. */
    private final Map<UUID, HandOver> pending = new LinkedHashMap<>();

    /** Does not postpone one that was added before. */
    void add(UUID lobbyId, long generation, long nowMs) {
        HandOver known = pending.get(lobbyId);
        long dueMs = known == null ? nowMs + DELAY_MS : known.dueMs();
        pending.put(lobbyId, new HandOver(lobbyId, generation, dueMs));
    }

    void cancel(UUID lobbyId) {
        pending.remove(lobbyId);
    }

    /** Unix ms; {@link Long#MAX_VALUE} if there is none. */
    long nextDueMs() {
        return pending.isEmpty() ? Long.MAX_VALUE : pending.values().iterator().next().dueMs();
    }

    /** The next one, which must be there. */
    HandOver remove() {
        Iterator<HandOver> oldestFirst = pending.values().iterator();
        HandOver next = oldestFirst.next();
        oldestFirst.remove();
        return next;
    }
}
