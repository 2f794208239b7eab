package dev.rallypoint.matchmaking.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import dev.rallypoint.contract.TicketMessage.TicketsAlive;
import dev.rallypoint.contract.TicketsConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tickets end after five seconds of silence here. */
class SilentTicketsIT {
    private static final TicketsConfig CONFIG = new TicketsConfig(600, 60, 5, 1, 1_000, List.of());

    @Test
    void whoHasGoneIsTakenOutOfThePoolAndWhoIsThereStays() {
        try (TicketNode node = new TicketNode().start(CONFIG)) {
            Api.Ticket gone = node.create("gone", 1);
            Api.Ticket looked = node.create("looks", 2);
            Api.Ticket followed = node.create("follows", 3);
            Api.Ticket elsewhere = node.create("elsewhere", 4);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(500))
                    .until(
                            () -> {
                                node.look(looked.ticketId(), 2);
                                node.publish(BusContract.TICKETS_WATCHED, alive(followed));
                                node.publish(BusContract.TICKETS_ALIVE, alive(elsewhere));
                                return hasEnded(node, gone);
                            });
            assertThat(node.signs)
                    .as("told to other nodes")
                    .anyMatch(signs -> signs.ticketIds().contains(looked.ticketId()))
                    .noneMatch(signs -> signs.ticketIds().contains(gone.ticketId()));
            Api.Ticket ended = node.look(gone.ticketId(), 1);
            assertThat(ended.state()).isEqualTo("expired");
            assertThat(ended.reason()).hasValue(TicketRules.SILENT);
            assertThat(node.look(looked.ticketId(), 2).state()).isEqualTo("searching");
            assertThat(node.look(followed.ticketId(), 3).state()).isEqualTo("searching");
            assertThat(node.look(elsewhere.ticketId(), 4).state()).isEqualTo("searching");
            assertThat(node.create("again", 1).state())
                    .as("nobody holds him")
                    .isEqualTo("searching");
        }
    }

    private static TicketsAlive alive(Api.Ticket ticket) {
        return new TicketsAlive(List.of(ticket.ticketId()));
    }

    /** To ask for the ticket would be a sign of life. */
    private static boolean hasEnded(TicketNode node, Api.Ticket ticket) {
        return node.news.stream()
                .filter(news -> news.ticketId().equals(ticket.ticketId()))
                .anyMatch(news -> news.events().stream().anyMatch(TicketEvent::endsTicket));
    }
}
