package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * When the players of each ticket were last heard of, by this node or as others told it. Nothing of
 * it is kept in the cluster: a node that knows nothing of a ticket gives it the whole time again.
 * Belongs to one thread.
 */
final class SignsOfLife {
    /** Others are told so often within the limit that they can miss one telling. */
    private static final int TELLINGS = 4;

    private static final long LEAST_MS = 5_000;
    private static final long MS_PER_SECOND = 1_000;

    /** In one message. */
    private static final int PORTION = 1_000;

    private final long limitMs;
    private final Map<String, Long> heardAtMs = new HashMap<>();
    private final Set<String> untold = new LinkedHashSet<>();
    private long beatAtMs;

    /**
     * @param seconds after which a ticket is silent; 0 = never
     */
    SignsOfLife(int seconds) {
        limitMs = seconds == 0 ? 0 : Math.max(LEAST_MS, seconds * MS_PER_SECOND);
    }

    boolean isOff() {
        return limitMs == 0;
    }

    /** Between two calls of {@link #beat}. */
    long beatMs() {
        return limitMs / TELLINGS;
    }

    /** One of a ticket's players was heard of by this node. */
    void heardHere(String ticketId, long nowMs) {
        if (!isOff()) {
            heardAtMs.put(ticketId, nowMs);
            untold.add(ticketId);
        }
    }

    /** Another node heard of them. */
    void heardThere(Collection<String> ticketIds, long nowMs) {
        if (!isOff()) {
            ticketIds.forEach(ticketId -> heardAtMs.put(ticketId, nowMs));
        }
    }

    /**
     * Time goes on.
     *
     * @param stands whether a ticket is still waiting
     * @return what other nodes are to be told, in portions
     */
    List<List<String>> beat(Predicate<String> stands, long nowMs) {
        if (isLate(nowMs)) {
            startAnew();
        }
        beatAtMs = nowMs;
        heardAtMs.keySet().removeIf(stands.negate());
        List<String> news = new ArrayList<>(untold);
        untold.clear();
        List<List<String>> portions = new ArrayList<>();
        for (int from = 0; from < news.size(); from += PORTION) {
            portions.add(List.copyOf(news.subList(from, Math.min(news.size(), from + PORTION))));
        }
        return portions;
    }

    /** Who slept himself knows nothing of others' silence. */
    private boolean isLate(long nowMs) {
        return nowMs - beatAtMs > 2 * beatMs();
    }

    /** What others said may have been lost: nodes came or went. */
    void startAnew() {
        heardAtMs.clear();
    }

    /** Whether nobody of a ticket that waits was heard of for too long. */
    boolean isSilent(TicketEntry entry, long nowMs) {
        if (isOff() || entry.state() != State.SEARCHING || isLate(nowMs)) {
            return false;
        }
        Long heardMs = heardAtMs.putIfAbsent(entry.ticketId(), nowMs);
        return heardMs != null && nowMs - heardMs >= limitMs;
    }
}
