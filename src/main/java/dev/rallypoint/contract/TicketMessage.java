package dev.rallypoint.contract;

import java.util.List;
import java.util.Optional;

/** Tickets: asked by the HTTP API, answered by the matchmaking room of the same node. */
public sealed interface TicketMessage extends BusMessage {
    record CreateTicket(String playerId, String displayName, Api.TicketRequest request)
            implements TicketMessage {}

    /** For members and who is invited; nobody else learns that there is one. */
    record GetTicket(String ticketId, String playerId) implements TicketMessage {}

    /** Asks for the ticket a player stands in and those he is invited to. */
    record GetMyTicket(String playerId) implements TicketMessage {}

    /** Of an invited party member, with his own round trips. */
    record ConfirmTicket(
            String ticketId, String playerId, String displayName, List<Api.RegionRtt> regions)
            implements TicketMessage {
        public ConfirmTicket {
            regions = List.copyOf(regions);
        }
    }

    /** Ends the whole ticket; any member may. Who has not confirmed declines by it. */
    record CancelTicket(String ticketId, String playerId) implements TicketMessage {}

    /** A member leaves, or declines; the others go on without him. */
    record LeaveTicket(String ticketId, String playerId) implements TicketMessage {}

    /** Takes a player out of all tickets, for good: he is to be erased. */
    record ForgetTickets(String playerId) implements TicketMessage {}

    /**
     * @param lobbyIds where matches of his last tickets gave him a seat
     */
    record ForgottenTickets(List<String> lobbyIds) implements TicketMessage {
        public ForgottenTickets {
            lobbyIds = List.copyOf(lobbyIds);
        }
    }

    record TicketReply(Api.Ticket ticket) implements TicketMessage {}

    record MyTicketReply(Api.MyTicket mine) implements TicketMessage {}

    /** Asks for all events of a ticket. */
    record ReadTicketEvents(String ticketId, String playerId) implements TicketMessage {}

    record TicketEventsReply(List<TicketEvent> events) implements TicketMessage {
        public TicketEventsReply {
            events = List.copyOf(events);
        }
    }

    /**
     * A ticket was changed, somewhere in the cluster.
     *
     * @param events all of them, oldest first
     */
    record TicketChanged(String ticketId, List<TicketEvent> events) implements TicketMessage {
        public TicketChanged {
            events = List.copyOf(events);
        }
    }

    /** Players of these tickets gave a sign of life. */
    record TicketsAlive(List<String> ticketIds) implements TicketMessage {
        public TicketsAlive {
            ticketIds = List.copyOf(ticketIds);
        }
    }

    /**
     * Something happened to a ticket.
     *
     * @param id 1, 2, 3 … within the ticket
     * @param type the event's name in the API, such as {@code matched}
     * @param playerId whom it concerns
     * @param lobbyId for matched
     * @param reason for cancelled, expired and member-left
     */
    record TicketEvent(
            String ticketId,
            long id,
            long atMs,
            String type,
            Optional<String> playerId,
            Optional<String> lobbyId,
            Optional<String> reason) {
        public static final String CREATED = "created";
        public static final String MEMBER_CONFIRMED = "member-confirmed";
        public static final String MEMBER_LEFT = "member-left";
        public static final String SEARCHING = "searching";
        public static final String MATCHED = "matched";
        public static final String EXPIRED = "expired";
        public static final String CANCELLED = "cancelled";

        /** Whether nothing comes after it. */
        public boolean endsTicket() {
            return type.equals(MATCHED) || type.equals(EXPIRED) || type.equals(CANCELLED);
        }
    }

    /** Asks for the open lobby that fits a player best, with a seat in it for him. */
    record QuickJoin(String playerId, String displayName, Api.QuickJoinRequest request)
            implements TicketMessage {}

    /** Asks what waits where, and how good the matches of late were. */
    record GetPools() implements TicketMessage {}

    record Pools(List<Api.Pool> pools) implements TicketMessage {
        public Pools {
            pools = List.copyOf(pools);
        }
    }
}
