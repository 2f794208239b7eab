package dev.rallypoint.http;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Puts the kept events of a lobby or ticket and its live ones into one sequence, each event once
 * and in the order of ids. Live events may come early, late, twice or not at all: a gap is filled
 * by reading the kept events again. What is no longer kept is skipped.
 *
 * <p>States: reading (live events are parked) and following.
 */
final class EventCursor<E> {
    private final ToLongFunction<E> idOf;
    private final TreeMap<Long, E> parked = new TreeMap<>();
    private final boolean startsNow;
    private long lastId;
    private boolean begun;
    private boolean reading = true;

    /**
     * A read must be under way.
     *
     * @param resumeAfter the last event the reader has seen; empty = only events from now on
     */
    EventCursor(OptionalLong resumeAfter, ToLongFunction<E> idOf) {
        this.idOf = idOf;
        startsNow = resumeAfter.isEmpty();
        lastId = resumeAfter.orElse(Long.MAX_VALUE);
    }

    /** What the next read must ask for. */
    long afterEventId() {
        return lastId;
    }

    /** Whether a read is under way. */
    boolean isReading() {
        return reading;
    }

    /**
     * One live event; afterwards {@link #isReading()} says whether a gap must be filled.
     *
     * @return what goes to the reader now
     */
    List<E> onLive(E event) {
        long id = idOf.applyAsLong(event);
        if (!reading && id == lastId + 1) {
            lastId = id;
            return List.of(event);
        }
        if (reading || id > lastId) {
            parked.put(id, event);
            reading = true;
        }
        return List.of();
    }

    /**
     * The answer to a read.
     *
     * @param kept the events that are kept, from those after {@link #afterEventId()} on
     * @param latestId 0 if there are none
     * @return what goes to the reader now
     */
    List<E> onRead(List<E> kept, long latestId) {
        if (!begun) {
            begun = true;
            // An id that was never given out must not hide the events to come.
            lastId = startsNow ? latestId : Math.min(lastId, latestId);
        }
        kept.forEach(event -> parked.putIfAbsent(idOf.applyAsLong(event), event));
        List<E> next = new ArrayList<>(parked.tailMap(lastId, false).values());
        parked.clear();
        if (!next.isEmpty()) {
            lastId = idOf.applyAsLong(next.get(next.size() - 1));
        }
        reading = false;
        return next;
    }
}
