package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.LobbyMessage.MatchPlayer;
import dev.rallypoint.matchmaking.MatchQuality;
import dev.rallypoint.matchmaking.ProposedMatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MatchDrawingTest {
    private static TicketEntry party(String ticketId, String first, String second) {
        TicketEntry invited = Tickets.entry(ticketId, first, second);
        return Tickets.RULES.confirm(invited, Tickets.seat(second), 2_000).entry().orElseThrow();
    }

    @Test
    void theLobbyIsToldWhoCameTogether() {
        TicketEntry two = party("t1", "a", "b");
        TicketEntry alone = Tickets.entry("t2", "c");
        ProposedMatch proposal =
                new ProposedMatch(
                        "local",
                        List.of(List.of(two.toTicket(), alone.toTicket())),
                        Optional.empty(),
                        new MatchQuality(3, 0, 20, 0, 0));
        MatchEntry match =
                new MatchDrawing(Tickets.POOL, Tickets.rules(3), true)
                        .draw(proposal, Map.of("t1", two, "t2", alone), 3_000);
        MatchEntry read = EntryCodec.decode(EntryCodec.encode(match), MatchEntry.class);
        assertThat(
                        read.toHosting().players().stream()
                                .collect(
                                        Collectors.toMap(
                                                MatchPlayer::playerId, MatchPlayer::party)))
                .isEqualTo(
                        Map.of(
                                "a", Optional.of("t1"),
                                "b", Optional.of("t1"),
                                "c", Optional.empty()));
    }
}
