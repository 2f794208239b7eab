package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.LobbyEventsReply;
import dev.rallypoint.contract.LobbyMessage.ReadLobbyEvents;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.TicketMessage.ReadTicketEvents;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import dev.rallypoint.contract.TicketMessage.TicketEventsReply;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Where the events of a kind of stream come from and what they look like.
 *
 * @param reading of the events that are kept
 * @param idOf an event: 1, 2, 3 … within its lobby or ticket
 * @param textOf an event, as server-sent events
 * @param endOf the id of the event after which a player's stream is over, in events by their ids
 */
record VertxEventFeed<E>(
        Reading<E> reading,
        ToLongFunction<E> idOf,
        Function<E, String> textOf,
        BiFunction<List<E>, String, OptionalLong> endOf) {
    /**
     * The kept events.
     *
     * @param latestId 0 if there are none
     */
    record Kept<E>(List<E> events, long latestId) {
        Kept {
            events = List.copyOf(events);
        }
    }

    /** Asks for the events of a lobby or ticket after one of them, as a player who may see them. */
    @FunctionalInterface
    interface Reading<E> {
        Future<Kept<E>> after(String id, String playerId, long eventId);
    }

    static VertxEventFeed<LobbyEvent> ofLobbies(VertxBus bus) {
        return new VertxEventFeed<>(
                (lobbyId, playerId, eventId) ->
                        bus.request(
                                        BusContract.READ_LOBBY_EVENTS,
                                        new ReadLobbyEvents(lobbyId, playerId, eventId))
                                .map(VertxEventFeed::kept),
                LobbyEvent::id,
                event -> EventText.of(event.id(), event.type(), event),
                StreamEnd::in);
    }

    private static Kept<LobbyEvent> kept(LobbyEventsReply reply) {
        return new Kept<>(reply.events(), reply.latestEventId());
    }

    static VertxEventFeed<TicketEvent> ofTickets(VertxBus bus) {
        return new VertxEventFeed<>(
                (ticketId, playerId, eventId) ->
                        bus.request(
                                        BusContract.READ_TICKET_EVENTS,
                                        new ReadTicketEvents(ticketId, playerId))
                                .compose(reply -> kept(reply, eventId)),
                TicketEvent::id,
                event -> EventText.of(event.id(), event.type(), event),
                StreamEnd::ofTicket);
    }

    /** All of them; but who has seen the end is not kept waiting for more. */
    private static Future<Kept<TicketEvent>> kept(TicketEventsReply reply, long seenEventId) {
        boolean hasSeenTheEnd =
                reply.events().stream()
                        .anyMatch(event -> event.endsTicket() && event.id() <= seenEventId);
        return hasSeenTheEnd
                ? Future.failedFuture(new RejectedException(ProblemCode.TICKET_ENDED))
                : Future.succeededFuture(new Kept<>(reply.events(), reply.events().size()));
    }
}
