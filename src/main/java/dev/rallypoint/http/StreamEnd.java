package dev.rallypoint.http;

import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import java.util.List;
import java.util.OptionalLong;

/** The event after which a reader's stream is over. */
final class StreamEnd {
    private StreamEnd() {}

    /**
     * The id of {@code closed}, or of the reader's own {@code member-left}; not of one that the
     * reader's return follows, as it may when old events are sent again.
     *
     * @param events in the order of their ids
     */
    static OptionalLong in(List<LobbyEvent> events, String playerId) {
        OptionalLong end = OptionalLong.empty();
        for (LobbyEvent event : events) {
            boolean own = event.playerId().filter(playerId::equals).isPresent();
            if (event.type().equals(LobbyEvent.CLOSED)) {
                return OptionalLong.of(event.id());
            }
            if (own && event.type().equals(LobbyEvent.MEMBER_LEFT)) {
                end = OptionalLong.of(event.id());
            } else if (own && event.type().equals(LobbyEvent.MEMBER_JOINED)) {
                end = OptionalLong.empty();
            }
        }
        return end;
    }

    /**
     * The id of the ticket's own end, or of the reader's leaving.
     *
     * @param events in the order of their ids
     */
    static OptionalLong ofTicket(List<TicketEvent> events, String playerId) {
        return events.stream()
                .filter(event -> event.endsTicket() || isOwnLeave(event, playerId))
                .mapToLong(TicketEvent::id)
                .findFirst();
    }

    private static boolean isOwnLeave(TicketEvent event, String playerId) {
        return event.type().equals(TicketEvent.MEMBER_LEFT)
                && event.playerId().filter(playerId::equals).isPresent();
    }
}
