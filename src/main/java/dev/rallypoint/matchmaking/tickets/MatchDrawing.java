package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketMember;
import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import dev.rallypoint.matchmaking.tickets.MatchEntry.TicketShare;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the cluster's entry of what the match function proposed. Its id follows from the tickets
 * and their versions: two nodes that propose the same make the same match, and a second try of the
 * same tickets is another one.
 *
 * @param startsAtOnce else its players get ready in the lobby
 */
record MatchDrawing(PoolKey pool, ModeRules rules, boolean startsAtOnce) {
    /**
     * @param entries the tickets of the match by id, as the match function saw them
     */
    MatchEntry draw(ProposedMatch proposal, Map<String, TicketEntry> entries, long nowMs) {
        List<TicketEntry> inOrder =
                proposal.tickets().stream()
                        .map(ticket -> entries.get(ticket.ticketId()))
                        .sorted(Comparator.comparing(TicketEntry::ticketId))
                        .toList();
        UUID id = idOf(inOrder);
        String matchId = id.toString();
        Map<String, String> attributes = inOrder.get(0).attributes();
        boolean isBackfill = proposal.backfillLobbyId().isPresent();
        return new MatchEntry(
                matchId,
                proposal.backfillLobbyId().orElseGet(() -> uuid("lobby/" + matchId).toString()),
                isBackfill,
                pool,
                attributes,
                isBackfill ? Optional.empty() : rules.track(attributes, id),
                proposal.region(),
                inOrder.stream().map(MatchDrawing::share).toList(),
                proposal.teams().stream().map(MatchDrawing::playersOf).toList(),
                proposal.tickets().stream()
                        .flatMap(ticket -> seats(entries.get(ticket.ticketId())))
                        .toList(),
                Math.max(rules.maxPlayers(), Math.max(2, proposal.players())),
                startsAtOnce,
                proposal.quality(),
                nowMs,
                State.PREPARING,
                1);
    }

    /** Who came together is known by it for as long as the match's result is judged. */
    private static Stream<TicketSeat> seats(TicketEntry entry) {
        return entry.seats().size() == 1
                ? entry.seats().stream()
                : entry.seats().stream().map(seat -> seat.inPartyOf(entry.ticketId()));
    }

    private static TicketShare share(TicketEntry entry) {
        return new TicketShare(
                entry.ticketId(),
                entry.version(),
                entry.seats().size(),
                entry.searchingSinceMs(),
                entry.likelyMs().orElse(-1L));
    }

    private static List<String> playersOf(List<Ticket> team) {
        return team.stream()
                .flatMap(ticket -> ticket.members().stream())
                .map(TicketMember::playerId)
                .toList();
    }

    private static UUID idOf(List<TicketEntry> inOrder) {
        return uuid(
                inOrder.stream()
                        .map(entry -> entry.ticketId() + "@" + entry.version())
                        .collect(Collectors.joining(",", "match/", "")));
    }

    /** RFC 9562 §5.3: of a name, always the same. */
    private static UUID uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
