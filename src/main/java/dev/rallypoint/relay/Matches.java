package dev.rallypoint.relay;

import dev.rallypoint.protocol.netcode.NetcodeServer.Admission;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The matches of one relay port that have a connected member, and the seats in them. What a ticket
 * says is true: it comes out of a connect token that only lobbies can make.
 */
final class Matches implements Admission {
    private final Map<UUID, Match> matches = new HashMap<>();
    private final Departures departures;
    private final Delivery delivery;

    Matches(int tokenLifetimeSeconds, Delivery delivery) {
        departures = new Departures(tokenLifetimeSeconds);
        this.delivery = delivery;
    }

    @Override
    public Seat seat(long clientId, byte[] userData, long nowMs) {
        return MatchTicket.decode(userData)
                .map(ticket -> seat(clientId, ticket))
                .orElse(Seat.UNREADABLE);
    }

    private Seat seat(long clientId, MatchTicket ticket) {
        if (departures.isOutdated(ticket, clientId)) {
            return Seat.FULL;
        }
        Match match = matches.get(ticket.matchId());
        if (match == null) {
            return new Seat(ticket.slot(), ticket.slots());
        }
        return match.isFreeFor(ticket.slot(), clientId)
                ? new Seat(ticket.slot(), Math.max(match.slots(), ticket.slots()))
                : Seat.FULL;
    }

    @Override
    public boolean isNewer(byte[] candidateUserData, byte[] currentUserData) {
        return generation(candidateUserData) > generation(currentUserData);
    }

    private static long generation(byte[] userData) {
        return MatchTicket.decode(userData).map(MatchTicket::generation).orElse(Long.MIN_VALUE);
    }

    Departures departures() {
        return departures;
    }

    Optional<Match> find(UUID lobbyId) {
        return Optional.ofNullable(matches.get(lobbyId));
    }

    Match open(MatchTicket ticket) {
        return matches.computeIfAbsent(ticket.matchId(), id -> new Match(ticket, delivery));
    }

    void removeIfEmpty(Match match) {
        if (match.isEmpty()) {
            matches.remove(match.lobbyId(), match);
        }
    }

    int count() {
        return matches.size();
    }
}
