package dev.rallypoint.relay;

import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Who lost his seat lately. A connect token that was given out before and not used yet would seat
 * him again, perhaps in a slot that another player has got since: such tokens are refused. Once
 * they have expired the departure is forgotten.
 */
final class Departures {
    /**
     * @param clientId empty = everybody: the lobby was closed
     */
    private record Seat(UUID lobbyId, OptionalLong clientId) {}

    /** When each seat was left, by the lobby's clock. */
    private final TokenLife<Seat, Long> leftAtMs;

    Departures(int tokenLifetimeSeconds) {
        leftAtMs = new TokenLife<>(tokenLifetimeSeconds);
    }

    /**
     * @param atMs by the lobby's clock, which also counts the generations of tickets
     */
    void memberLeft(UUID lobbyId, long clientId, long atMs, long nowMs) {
        leftAtMs.keep(new Seat(lobbyId, OptionalLong.of(clientId)), atMs, nowMs);
    }

    void lobbyClosed(UUID lobbyId, long atMs, long nowMs) {
        leftAtMs.keep(new Seat(lobbyId, OptionalLong.empty()), atMs, nowMs);
    }

    /** Whether the ticket was given out before its player left. */
    boolean isOutdated(MatchTicket ticket, long clientId) {
        return hasLeftSince(ticket.matchId(), clientId, ticket.generation());
    }

    /**
     * Whether the player left, or his lobby was closed, at or after a time of the lobby's clock.
     */
    boolean hasLeftSince(UUID lobbyId, long clientId, long sinceMs) {
        return hasEndedSince(new Seat(lobbyId, OptionalLong.of(clientId)), sinceMs)
                || hasEndedSince(new Seat(lobbyId, OptionalLong.empty()), sinceMs);
    }

    private boolean hasEndedSince(Seat seat, long sinceMs) {
        return leftAtMs.of(seat).filter(left -> sinceMs <= left).isPresent();
    }

    int size() {
        return leftAtMs.size();
    }
}
