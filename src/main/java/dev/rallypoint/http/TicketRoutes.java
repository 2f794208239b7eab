package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.TicketMessage.CancelTicket;
import dev.rallypoint.contract.TicketMessage.ConfirmTicket;
import dev.rallypoint.contract.TicketMessage.CreateTicket;
import dev.rallypoint.contract.TicketMessage.GetMyTicket;
import dev.rallypoint.contract.TicketMessage.GetTicket;
import dev.rallypoint.contract.TicketMessage.LeaveTicket;
import dev.rallypoint.contract.TicketMessage.MyTicketReply;
import dev.rallypoint.contract.TicketMessage.QuickJoin;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import dev.rallypoint.contract.TicketMessage.TicketReply;
import dev.rallypoint.runtime.VertxBus;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** {@code /v1/tickets}, and the shorter way into a lobby. */
final class TicketRoutes {
    private record ConfirmRequest(List<Api.RegionRtt> regions) {}

    private final VertxBus bus;
    private final VertxEventStreams<TicketEvent> streams;

    TicketRoutes(VertxBus bus, VertxEventStreams<TicketEvent> streams) {
        this.bus = bus;
        this.streams = streams;
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of(
                "createTicket", this::create,
                "getTicket", this::get,
                "getMyTicket", this::mine,
                "confirmTicket", this::confirm,
                "cancelTicket", this::cancel,
                "leaveTicket", this::leave,
                "streamTicketEvents", this::streamEvents,
                "quickJoin", this::quickJoin);
    }

    private void create(VertxExchange call) {
        Caller caller = call.caller();
        Api.TicketRequest request = call.body(Api.TicketRequest.class);
        answerTicket(
                call,
                201,
                BusContract.CREATE_TICKET,
                new CreateTicket(caller.playerId(), caller.displayName(), request));
    }

    private void get(VertxExchange call) {
        GetTicket question = new GetTicket(ticketId(call), call.caller().playerId());
        answerTicket(call, 200, BusContract.GET_TICKET, question);
    }

    private void mine(VertxExchange call) {
        GetMyTicket question = new GetMyTicket(call.caller().playerId());
        call.answer(200, bus.request(BusContract.GET_MY_TICKET, question).map(MyTicketReply::mine));
    }

    private void confirm(VertxExchange call) {
        Caller caller = call.caller();
        ConfirmTicket confirm =
                new ConfirmTicket(
                        ticketId(call),
                        caller.playerId(),
                        caller.displayName(),
                        call.body(ConfirmRequest.class).regions());
        answerTicket(call, 200, BusContract.CONFIRM_TICKET, confirm);
    }

    private void cancel(VertxExchange call) {
        CancelTicket cancel = new CancelTicket(ticketId(call), call.caller().playerId());
        answerTicket(call, 200, BusContract.CANCEL_TICKET, cancel);
    }

    private void leave(VertxExchange call) {
        LeaveTicket leave = new LeaveTicket(ticketId(call), call.caller().playerId());
        call.answerEmpty(bus.request(BusContract.LEAVE_TICKET, leave));
    }

    /** Without a place to resume from a stream begins with the ticket. */
    private void streamEvents(VertxExchange call) {
        OptionalLong given = call.lastEventId();
        streams.open(call, ticketId(call), given.isPresent() ? given : OptionalLong.of(0));
    }

    private void quickJoin(VertxExchange call) {
        Caller caller = call.caller();
        QuickJoin join =
                new QuickJoin(
                        caller.playerId(),
                        caller.displayName(),
                        call.body(Api.QuickJoinRequest.class));
        call.answer(200, bus.request(BusContract.QUICK_JOIN, join).map(LobbyReply::lobby));
    }

    private <Q extends BusMessage> void answerTicket(
            VertxExchange call, int status, Request<Q, TicketReply> request, Q question) {
        call.answer(status, bus.request(request, question).map(TicketReply::ticket));
    }

    /** What is no ticket id, which looks as a lobby's does, names no ticket. */
    private static String ticketId(VertxExchange call) {
        String id = call.path("id");
        if (!Ids.isLobbyId(id)) {
            throw new RejectedException(ProblemCode.TICKET_NOT_FOUND);
        }
        return id;
    }
}
