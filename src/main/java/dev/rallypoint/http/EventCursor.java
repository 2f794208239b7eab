package dev.rallypoint.http;

import dev.rallypoint.contract.BusMessage.LobbyEvent;
import dev.rallypoint.contract.BusMessage.LobbyEventsReply;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Puts the kept events of a lobby and its live ones into one sequence, each event once and in the
 * order of ids. Live events may come early, late, twice or not at all: a gap is filled by reading
 * the kept events again. What the lobby no longer keeps is skipped.
 *
 * <p>States: reading (live events are parked) and following.
 */
final class EventCursor {
    private final TreeMap<Long, LobbyEvent> parked = new TreeMap<>();
    private final boolean startsNow;
    private long lastId;
    private boolean begun;
    private boolean reading = true;

    /**
     * A read must be under way.
     *
     * @param resumeAfter the last event the reader has seen; empty = only events from now on
     */
    EventCursor(OptionalLong resumeAfter) {
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
    List<LobbyEvent> onLive(LobbyEvent event) {
        if (!reading && event.id() == lastId + 1) {
            lastId = event.id();
            return List.of(event);
        }
        if (reading || event.id() > lastId) {
            parked.put(event.id(), event);
            reading = true;
        }
        return List.of();
    }

    /**
     * The answer to a read.
     *
     * @return what goes to the reader now
     */
    List<LobbyEvent> onRead(LobbyEventsReply reply) {
        if (!begun) {
            begun = true;
            // An id that was never given out must not hide the events to come.
            lastId = startsNow ? reply.latestEventId() : Math.min(lastId, reply.latestEventId());
        }
        reply.events().forEach(event -> parked.putIfAbsent(event.id(), event));
        List<LobbyEvent> next = new ArrayList<>(parked.tailMap(lastId, false).values());
        parked.clear();
        if (!next.isEmpty()) {
            lastId = next.get(next.size() - 1).id();
        }
        reading = false;
        return next;
    }
}
