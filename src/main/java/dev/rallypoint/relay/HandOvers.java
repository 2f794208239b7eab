package dev.rallypoint.relay;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;

/** Matches that go on elsewhere, whose members are sent on as soon as that is sure to be ready. */
final class HandOvers {
    /**
     * Longer than the news takes that the next relay waits for them too, which may be in a region
     * far away. Until then they race on here and miss nothing.
     */
    static final long DELAY_MS = 250;

    /**
     * Between one portion and the next. Who is sent on knocks at the next relay at once: all
     * together they would wait for each other there.
     */
    static final long PAUSE_MS = 20;

    /**
     * However many matches leave together, that many portions are enough, unless they have more
     * than {@link #MOST_SESSIONS} each.
     */
    static final int PORTIONS = 50;

    /**
     * Sessions that end a portion: each costs ten packets, and while those leave, nothing comes in.
     */
    static final int MOST_SESSIONS = 128;

    /**
     * @param generation of the newest token from before the move; who came with a newer one stays
     */
    record HandOver(UUID lobbyId, long generation, long dueMs) {}

    /** In the order in which they are due. */
    private final Map<UUID, HandOver> pending = new LinkedHashMap<>();

    /** The most that were pending since there were none. */
    private int together;

    private long nextPortionMs;

    /** Does not postpone one that was added before. */
    void add(UUID lobbyId, long generation, long nowMs) {
        HandOver known = pending.get(lobbyId);
        long dueMs = known == null ? nowMs + DELAY_MS : known.dueMs();
        pending.put(lobbyId, new HandOver(lobbyId, generation, dueMs));
        together = Math.max(together, pending.size());
    }

    void cancel(UUID lobbyId) {
        pending.remove(lobbyId);
        forgetIfDone();
    }

    /** Unix ms; {@link Long#MAX_VALUE} if there is none. */
    long nextDueMs() {
        return pending.isEmpty() ? Long.MAX_VALUE : Math.max(firstDueMs(), nextPortionMs);
    }

    private long firstDueMs() {
        return pending.values().iterator().next().dueMs();
    }

    /**
     * Sends on the members of some of those that are due: all of a match together, so that nobody
     * is left to hear who went.
     *
     * @param sendOn answers how many sessions it ended
     */
    void run(ToIntFunction<HandOver> sendOn, long nowMs) {
        if (nowMs < nextDueMs()) {
            return;
        }
        int sessions = 0;
        int matches = 1 + together / PORTIONS;
        while (matches > 0
                && sessions < MOST_SESSIONS
                && !pending.isEmpty()
                && nowMs >= firstDueMs()) {
            Iterator<HandOver> oldestFirst = pending.values().iterator();
            HandOver due = oldestFirst.next();
            oldestFirst.remove();
            int sent = sendOn.applyAsInt(due);
            sessions += sent;
            matches -= sent > 0 ? 1 : 0;
        }
        nextPortionMs = nowMs + PAUSE_MS;
        forgetIfDone();
    }

    private void forgetIfDone() {
        if (pending.isEmpty()) {
            together = 0;
        }
    }
}
