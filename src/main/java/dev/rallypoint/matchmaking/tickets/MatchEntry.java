package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.HostMatch;
import dev.rallypoint.contract.LobbyMessage.MatchPlayer;
import dev.rallypoint.contract.LobbyMessage.SeatPlayers;
import dev.rallypoint.matchmaking.MatchQuality;
import dev.rallypoint.matchmaking.TicketMember;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A match being made, as the cluster keeps it: what any node needs to bring it to its end. Changed
 * by {@link MatchRules}.
 *
 * @param lobbyId a new one, or the racing lobby that is filled up
 * @param attributes of its tickets
 * @param track of a new lobby; empty = none
 * @param tickets all of them, in one order for every node that proposes this match
 * @param teams player ids
 * @param players who get a seat
 * @param capacity of a new lobby
 */
record MatchEntry(
        String matchId,
        String lobbyId,
        boolean backfill,
        PoolKey pool,
        Map<String, String> attributes,
        Optional<String> track,
        String region,
        List<TicketShare> tickets,
        List<List<String>> teams,
        List<TicketSeat> players,
        int capacity,
        boolean startsAtOnce,
        MatchQuality quality,
        long createdAtMs,
        State state,
        long version) {
    /**
     * {@code PREPARING} while its tickets are claimed, then either {@code ABORTED}, or {@code
     * COMMITTED}: from then on all its tickets belong to it. {@code SEATED} when the lobby has the
     * players; {@code UNSEATED} if it took them no more.
     */
    enum State {
        PREPARING,
        ABORTED,
        COMMITTED,
        SEATED,
        UNSEATED;

        boolean isEnd() {
            return this == ABORTED || this == SEATED || this == UNSEATED;
        }
    }

    /**
     * A ticket's part.
     *
     * @param version as the match function saw it
     * @param likelyMs its estimate at first; negative if there was none
     */
    record TicketShare(
            String ticketId, long version, int players, long searchingSinceMs, long likelyMs) {
        boolean hasEstimate() {
            return likelyMs >= 0;
        }
    }

    MatchEntry {
        attributes = Map.copyOf(attributes);
        tickets = List.copyOf(tickets);
        teams = teams.stream().map(List::copyOf).toList();
        players = List.copyOf(players);
    }

    /** In its end it has no names any more: lobbies know them, or nobody needs them. */
    MatchEntry with(State newState) {
        return new MatchEntry(
                matchId,
                lobbyId,
                backfill,
                pool,
                attributes,
                track,
                region,
                tickets,
                teams,
                newState.isEnd() ? players.stream().map(TicketSeat::nameless).toList() : players,
                capacity,
                startsAtOnce,
                quality,
                createdAtMs,
                newState,
                version + 1);
    }

    List<TicketMember> members() {
        return players.stream().map(TicketSeat::toMember).toList();
    }

    Api.TicketMatch toApi() {
        return new Api.TicketMatch(matchId, lobbyId, region, teams, backfill);
    }

    HostMatch toHosting() {
        return new HostMatch(
                lobbyId,
                matchId,
                pool.gameMode(),
                track,
                region,
                capacity,
                startsAtOnce,
                matchPlayers());
    }

    SeatPlayers toSeating() {
        return new SeatPlayers(lobbyId, matchPlayers());
    }

    private List<MatchPlayer> matchPlayers() {
        return players.stream()
                .map(
                        seat ->
                                new MatchPlayer(
                                        seat.playerId(),
                                        seat.displayName().orElse(seat.playerId()),
                                        seat.rttMs(),
                                        seat.party()))
                .toList();
    }
}
