package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.Skill;
import dev.rallypoint.matchmaking.TicketMember;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A member of a ticket, or who is invited to become one.
 *
 * @param displayName empty before he confirmed, as the rest is
 * @param rttMs measured round trips by region
 * @param blocked ids of players he does not want to meet; before he confirmed only the inviter's,
 *     if he is one of them
 * @param party the ticket with which he came into a match, if he did not come alone
 */
record TicketSeat(
        String playerId,
        Optional<String> displayName,
        boolean confirmed,
        Skill skill,
        Map<String, Integer> rttMs,
        List<String> blocked,
        Optional<String> party) {
    TicketSeat {
        Objects.requireNonNull(party);
        rttMs = Map.copyOf(rttMs);
        blocked = List.copyOf(blocked);
    }

    /** Not in a match yet. */
    TicketSeat(
            String playerId,
            Optional<String> displayName,
            boolean confirmed,
            Skill skill,
            Map<String, Integer> rttMs,
            List<String> blocked) {
        this(playerId, displayName, confirmed, skill, rttMs, blocked, Optional.empty());
    }

    static TicketSeat invited(String playerId, List<String> blocked) {
        return new TicketSeat(playerId, Optional.empty(), false, Skill.UNKNOWN, Map.of(), blocked);
    }

    /** In a match, with the others of his ticket. */
    TicketSeat inPartyOf(String ticketId) {
        return new TicketSeat(
                playerId, displayName, confirmed, skill, rttMs, blocked, Optional.of(ticketId));
    }

    boolean isKeptApartFrom(TicketSeat other) {
        return blocked.contains(other.playerId) || other.blocked.contains(playerId);
    }

    TicketMember toMember() {
        return new TicketMember(playerId, skill, rttMs, Set.copyOf(blocked));
    }

    /**
     * What is remembered once nobody is to be seated any more: nothing that only matching needs.
     */
    TicketSeat slim() {
        return new TicketSeat(playerId, Optional.empty(), confirmed, skill, Map.of(), List.of());
    }

    /** The same for a match, whose free seats are filled up by who fits to its players. */
    TicketSeat nameless() {
        return new TicketSeat(playerId, Optional.empty(), confirmed, skill, rttMs, blocked);
    }
}
