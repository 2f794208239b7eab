package dev.rallypoint.relay;

import dev.rallypoint.protocol.netcode.NetcodeServer.Admission.Seat;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The matches of one relay port that have a connected member, and the seats in them. What a ticket
 * says is true: it comes out of a connect token that only lobbies can make.
 */
final class Matches {
    private final Map<UUID, Match> matches = new HashMap<>();
    private final Departures departures;

    /** For matches that nobody has joined yet, perhaps with tickets that do not know of it. */
    private final TokenLife<UUID, Host> hosts;

    private final Forwarders forwarders;

    /**
     * @param since by the lobby's clock
     */
    private record Host(int slot, long since) {}

    Matches(int tokenLifetimeSeconds, Forwarders forwarders) {
        departures = new Departures(tokenLifetimeSeconds);
        hosts = new TokenLife<>(tokenLifetimeSeconds);
        this.forwarders = forwarders;
    }

    Seat seat(long clientId, byte[] userData) {
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

    boolean isNewer(byte[] candidateUserData, Member current) {
        return MatchTicket.decode(candidateUserData)
                .filter(candidate -> candidate.generation() > current.generation())
                .isPresent();
    }

    Departures departures() {
        return departures;
    }

    Optional<Match> find(UUID lobbyId) {
        return Optional.ofNullable(matches.get(lobbyId));
    }

    /** A lobby has another owner, whether its match is here or not. */
    void setHost(UUID lobbyId, int slot, long since, long nowMs) {
        if (hosts.of(lobbyId).filter(newer -> newer.since() > since).isEmpty()) {
            hosts.keep(lobbyId, new Host(slot, since), nowMs);
        }
        find(lobbyId).ifPresent(match -> match.setHost(slot, since));
    }

    Match open(MatchTicket ticket) {
        return matches.computeIfAbsent(ticket.matchId(), id -> newMatch(ticket));
    }

    private Match newMatch(MatchTicket ticket) {
        Match match = new Match(ticket, forwarders);
        hosts.of(match.lobbyId()).ifPresent(host -> match.setHost(host.slot(), host.since()));
        return match;
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
