package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.matchmaking.OpenSeats;
import dev.rallypoint.matchmaking.Skill;
import dev.rallypoint.matchmaking.TicketMember;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lobbies of made matches, which may take more players while they race.
 *
 * @param matches of one pool: those the lobbies were made for and those that filled them up
 * @param mostSeats that are given away in a lobby at a time
 */
record RacingLobbies(List<MatchEntry> matches, int mostSeats) {
    private static final String RACING = "racing";

    /** The youngest first. */
    List<String> lobbyIds() {
        List<String> ids =
                new ArrayList<>(
                        matches.stream()
                                .filter(match -> !match.backfill())
                                .map(MatchEntry::lobbyId)
                                .toList());
        Collections.reverse(ids);
        return ids;
    }

    /** Empty if it does not race or has no room. */
    Optional<OpenSeats> seatsOf(Api.Lobby lobby) {
        int free = Math.min(mostSeats, lobby.capacity() - lobby.members().size());
        if (!lobby.state().equals(RACING) || free <= 0) {
            return Optional.empty();
        }
        Map<String, TicketMember> known = new HashMap<>();
        Map<String, String> attributes = new HashMap<>();
        for (MatchEntry match : matches) {
            if (match.lobbyId().equals(lobby.lobbyId())) {
                match.members().forEach(member -> known.put(member.playerId(), member));
                attributes.putAll(match.attributes());
            }
        }
        List<TicketMember> members =
                lobby.members().stream()
                        .map(Api.Member::playerId)
                        .map(id -> known.getOrDefault(id, stranger(id)))
                        .toList();
        return Optional.of(
                new OpenSeats(lobby.lobbyId(), lobby.region(), members, free, attributes));
    }

    /** Who came by the join code. */
    private static TicketMember stranger(String playerId) {
        return new TicketMember(playerId, Skill.UNKNOWN, Map.of(), Set.of());
    }
}
