package dev.rallypoint.relay;

import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Who lost his seat lately. A connect token that was given out before and not used yet would seat
 * him again, perhaps in a slot that another player has got since: such tokens are refused. Once
 * they have expired the departure is forgotten.
 */
final class Departures {
    /** Clocks of lobbies and relays may differ by a little. */
    private static final long MARGIN_MS = 5_000;

    private static final int MILLIS_PER_SECOND = 1_000;

    /**
     * @param clientId empty = everybody: the lobby was closed
     */
    private record Seat(UUID lobbyId, OptionalLong clientId) {}

    private record Departure(long leftAtMs, long forgottenAtMs) {}

    private final long memoryMs;

    /** In the order in which they are forgotten. */
    private final Map<Seat, Departure> departures = new LinkedHashMap<>();

    Departures(int tokenLifetimeSeconds) {
        memoryMs = (long) tokenLifetimeSeconds * MILLIS_PER_SECOND + MARGIN_MS;
    }

    /**
     * @param leftAtMs by the lobby's clock, which also counts the generations of tickets
     */
    void memberLeft(UUID lobbyId, long clientId, long leftAtMs, long nowMs) {
        add(new Seat(lobbyId, OptionalLong.of(clientId)), leftAtMs, nowMs);
    }

    void lobbyClosed(UUID lobbyId, long closedAtMs, long nowMs) {
        add(new Seat(lobbyId, OptionalLong.empty()), closedAtMs, nowMs);
    }

    private void add(Seat seat, long leftAtMs, long nowMs) {
        forgetUntil(nowMs);
        departures.remove(seat);
        departures.put(seat, new Departure(leftAtMs, nowMs + memoryMs));
    }

    private void forgetUntil(long nowMs) {
        Iterator<Departure> oldestFirst = departures.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().forgottenAtMs() <= nowMs) {
            oldestFirst.remove();
        }
    }

    /** Whether the ticket was given out before its player left. */
    boolean isOutdated(MatchTicket ticket, long clientId) {
        return isOutdated(ticket, OptionalLong.of(clientId))
                || isOutdated(ticket, OptionalLong.empty());
    }

    private boolean isOutdated(MatchTicket ticket, OptionalLong clientId) {
        Departure departure = departures.get(new Seat(ticket.matchId(), clientId));
        return departure != null && ticket.generation() <= departure.leftAtMs();
    }

    int size() {
        return departures.size();
    }
}
