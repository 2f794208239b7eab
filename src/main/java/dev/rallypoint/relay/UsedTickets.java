package dev.rallypoint.relay;

import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The newest ticket with which each player was seated in a match that came here. An expired token
 * that served twice on one relay would repeat nonces, and its match may come back hours later: so
 * this is kept for as long as the relay runs. Its memory is bounded by refusing all tickets of the
 * age of those it had to forget.
 */
final class UsedTickets {
    static final int MAX_PLAYERS = 65_536;

    private record Player(UUID lobbyId, long clientId) {}

    /** Generations, in the order in which they were used. */
    private final Map<Player, Long> newest = new LinkedHashMap<>();

    private long forgotten = Long.MIN_VALUE;

    /** Whether the ticket is newer than any with which its player was seated. */
    boolean isNew(long clientId, MatchTicket ticket) {
        long known = newest.getOrDefault(new Player(ticket.matchId(), clientId), forgotten);
        return ticket.generation() > Math.max(known, forgotten);
    }

    void add(long clientId, MatchTicket ticket) {
        Player player = new Player(ticket.matchId(), clientId);
        Long known = newest.remove(player);
        newest.put(
                player, known == null ? ticket.generation() : Math.max(known, ticket.generation()));
        if (newest.size() > MAX_PLAYERS) {
            Iterator<Long> oldestFirst = newest.values().iterator();
            forgotten = Math.max(forgotten, oldestFirst.next());
            oldestFirst.remove();
        }
    }

    int size() {
        return newest.size();
    }
}
