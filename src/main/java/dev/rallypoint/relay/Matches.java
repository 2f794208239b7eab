package dev.rallypoint.relay;

import dev.rallypoint.protocol.netcode.Admission.Claim;
import dev.rallypoint.protocol.netcode.Admission.Seat;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.Collection;
import java.util.Collections;
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
    private final Homes homes;
    private final Departures departures;

    /** For matches that nobody has joined yet, perhaps with tickets that do not know of it. */
    private final TokenLife<UUID, Host> hosts;

    private final Forwarders forwarders;

    /**
     * @param since by the lobby's clock
     */
    private record Host(int slot, long since) {}

    Matches(int tokenLifetimeSeconds, long startedAtMs, Forwarders forwarders) {
        homes = new Homes(tokenLifetimeSeconds, startedAtMs);
        int useOfTokensSeconds = Math.max(tokenLifetimeSeconds, Homes.LATE_SECONDS);
        departures = new Departures(useOfTokensSeconds);
        hosts = new TokenLife<>(useOfTokensSeconds);
        this.forwarders = forwarders;
    }

    Seat seat(Claim claim, long nowMs) {
        return MatchTicket.decode(claim.userData())
                .map(
                        ticket ->
                                homes.refusal(ticket, claim, nowMs)
                                        .orElseGet(() -> seat(claim.clientId(), ticket)))
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

    Homes homes() {
        return homes;
    }

    /**
     * A match came here. Who left since its newest token was given out is not expected.
     *
     * @return false = outdated news, which changed nothing
     */
    boolean arrived(UUID lobbyId, long generation, Map<Long, Integer> slots, long nowMs) {
        Map<Long, Integer> stillMembers = new HashMap<>(slots);
        stillMembers
                .keySet()
                .removeIf(clientId -> departures.hasLeftSince(lobbyId, clientId, generation));
        return homes.arrived(lobbyId, generation, stillMembers, nowMs);
    }

    /** A member left his lobby, by its clock. */
    void memberLeft(UUID lobbyId, long clientId, long atMs, long nowMs) {
        departures.memberLeft(lobbyId, clientId, atMs, nowMs);
        homes.memberLeft(lobbyId, clientId, atMs);
    }

    /** A lobby was closed, by its clock. */
    void lobbyClosed(UUID lobbyId, long atMs, long nowMs) {
        departures.lobbyClosed(lobbyId, atMs, nowMs);
        homes.lobbyClosed(lobbyId);
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

    /** The match of a player who was not refused a seat. */
    Match open(MatchTicket ticket, long clientId) {
        homes.seated(ticket, clientId);
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

    /** In no order. */
    Collection<Match> all() {
        return Collections.unmodifiableCollection(matches.values());
    }

    int count() {
        return matches.size();
    }
}
