package dev.rallypoint.relay;

import dev.rallypoint.protocol.netcode.Admission.Claim;
import dev.rallypoint.protocol.netcode.Admission.Seat;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which matches live here although older tokens name another relay first, and which do so no more
 * although tokens name this one. Lobbies say so with the generation of the newest token from before
 * the move; news with a lower one than known is outdated, at equal ones the last word counts.
 *
 * <p>A token from after a move names the new home first. So who comes with one that names this
 * relay further behind was given it before, and what he may do with it is decided in here.
 */
final class Homes {
    /** How long the members of a match that came here may bring tokens that have expired. */
    static final int LATE_SECONDS = 60;

    /** More than one relay has ever to take over at once. */
    static final int MAX_ARRIVALS = 16_384;

    private static final long MILLIS_PER_SECOND = 1_000;

    /** Generations are counted by the clock of the node that minted the token. */
    private static final long CLOCKS_DIFFER_MS = 60_000;

    /**
     * A match that came here.
     *
     * @param slots of those who may come, by client id
     */
    private record Arrival(long generation, Map<Long, Integer> slots, long untilMs) {
        boolean expects(MatchTicket ticket, long clientId, long nowMs) {
            Integer slot = slots.get(clientId);
            return slot != null
                    && slot == ticket.slot()
                    && ticket.generation() <= generation
                    && nowMs < untilMs;
        }
    }

    private final long startedAtMs;
    private final long memoryMs;

    /** In the order in which they came, which is that in which they end. */
    private final Map<UUID, Arrival> arrivals = new LinkedHashMap<>();

    /** Generations of the newest tokens from before matches left. */
    private final TokenLife<UUID, Long> departures;

    private final UsedTickets used = new UsedTickets();
    private long lastUntilMs;
    private long forgotten;

    /**
     * @param startedAtMs when this life of the relay began, Unix ms
     */
    Homes(int tokenLifetimeSeconds, long startedAtMs) {
        this.startedAtMs = startedAtMs;
        departures = new TokenLife<>(tokenLifetimeSeconds);
        memoryMs = Math.max(LATE_SECONDS, tokenLifetimeSeconds) * MILLIS_PER_SECOND;
    }

    /**
     * A match came here.
     *
     * @param slots of those who may come with older tokens, by client id
     * @return false = outdated news, which changed nothing
     */
    boolean arrived(UUID lobbyId, long generation, Map<Long, Integer> slots, long nowMs) {
        if (isNewerKnown(lobbyId, generation)) {
            return false;
        }
        departures.forget(lobbyId);
        arrivals.remove(lobbyId);
        forgetUntil(nowMs);
        if (arrivals.size() >= MAX_ARRIVALS) {
            arrivals.remove(arrivals.keySet().iterator().next());
            forgotten++;
        }
        lastUntilMs = nowMs + memoryMs;
        arrivals.put(lobbyId, new Arrival(generation, new HashMap<>(slots), lastUntilMs));
        return true;
    }

    /**
     * A match left.
     *
     * @return false = outdated news, which changed nothing
     */
    boolean left(UUID lobbyId, long generation, long nowMs) {
        if (isNewerKnown(lobbyId, generation)) {
            return false;
        }
        arrivals.remove(lobbyId);
        departures.keep(lobbyId, generation, nowMs);
        return true;
    }

    private boolean isNewerKnown(UUID lobbyId, long generation) {
        Arrival arrival = arrivals.get(lobbyId);
        return arrival != null && arrival.generation() > generation
                || departures.of(lobbyId).filter(known -> known > generation).isPresent();
    }

    private void forgetUntil(long nowMs) {
        Iterator<Arrival> oldestFirst = arrivals.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().untilMs() <= nowMs) {
            oldestFirst.remove();
        }
    }

    /**
     * A member left his lobby: he is not expected any more, unless the match came here after that.
     *
     * @param atMs by the lobby's clock, which also counts generations
     */
    void memberLeft(UUID lobbyId, long clientId, long atMs) {
        Arrival arrival = arrivals.get(lobbyId);
        if (arrival != null && arrival.generation() <= atMs) {
            arrival.slots().remove(clientId);
        }
    }

    void lobbyClosed(UUID lobbyId) {
        arrivals.remove(lobbyId);
    }

    /** Why the player of this ticket gets no seat here; empty = nothing is against it. */
    Optional<Seat> refusal(MatchTicket ticket, Claim claim, long nowMs) {
        boolean isUnused = !claim.isHome() || isFromBeforeStart(ticket);
        if (isUnused && isExpected(ticket, claim.clientId(), nowMs)) {
            return Optional.empty();
        }
        if (claim.isLate()) {
            return Optional.of(Seat.EXPIRED);
        }
        if (departures.of(ticket.matchId()).filter(g -> ticket.generation() <= g).isPresent()) {
            return Optional.of(Seat.MOVED);
        }
        return claim.isHome() ? Optional.empty() : Optional.of(Seat.NOT_HOME);
    }

    /**
     * A token that calls this relay home may have been used here and be forgotten, and would repeat
     * nonces if it were used again; not so one from before this life of the relay.
     */
    private boolean isFromBeforeStart(MatchTicket ticket) {
        return ticket.generation() < startedAtMs - CLOCKS_DIFFER_MS;
    }

    private boolean isExpected(MatchTicket ticket, long clientId, long nowMs) {
        Arrival arrival = arrivals.get(ticket.matchId());
        return arrival != null
                && arrival.expects(ticket, clientId, nowMs)
                && used.isNew(clientId, ticket);
    }

    /** A player took the seat that he was not refused. */
    void seated(MatchTicket ticket, long clientId) {
        if (arrivals.containsKey(ticket.matchId())) {
            used.add(clientId, ticket);
        }
    }

    /** Until when members of a match that came here may come with expired tokens, Unix ms. */
    long expectsUntilMs() {
        return arrivals.isEmpty() ? 0 : lastUntilMs;
    }

    /** Matches whose members were not expected any more because too many came at once. */
    long forgotten() {
        return forgotten;
    }

    int arrivalCount() {
        return arrivals.size();
    }
}
