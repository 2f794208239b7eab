package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.TicketMessage.CancelTicket;
import dev.rallypoint.contract.TicketMessage.ConfirmTicket;
import dev.rallypoint.contract.TicketMessage.CreateTicket;
import dev.rallypoint.contract.TicketMessage.GetMyTicket;
import dev.rallypoint.contract.TicketMessage.GetTicket;
import dev.rallypoint.contract.TicketMessage.LeaveTicket;
import dev.rallypoint.contract.TicketMessage.MyTicketReply;
import dev.rallypoint.contract.TicketMessage.ReadTicketEvents;
import dev.rallypoint.contract.TicketMessage.TicketEventsReply;
import dev.rallypoint.contract.TicketMessage.TicketReply;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The calls of players about their tickets. One loop's. */
final class VertxTicketDesk {
    /** While a match is being made of a ticket it can neither be left nor cancelled. */
    private static final int TRIES = 6;

    private static final long PAUSE_MS = 250;

    /** What it asks and writes through. */
    record Room(
            Vertx vertx,
            TicketView view,
            SignsOfLife signs,
            HazelcastTicketStore store,
            VertxTicketMaker maker,
            WorkerExecutor workers) {}

    private final TicketRules rules;
    private final Room room;
    private final VertxSight sight;
    private final EpochClock clock;

    VertxTicketDesk(TicketRules rules, Room room, VertxSight sight, EpochClock clock) {
        this.rules = rules;
        this.room = room;
        this.sight = sight;
        this.clock = clock;
    }

    List<Future<Void>> serveOn(VertxBus bus) {
        return List.of(
                bus.serve(BusContract.CREATE_TICKET, this::create),
                bus.serve(BusContract.GET_TICKET, this::get),
                bus.serve(BusContract.GET_MY_TICKET, this::mine),
                bus.serve(BusContract.CONFIRM_TICKET, this::confirm),
                bus.serve(BusContract.CANCEL_TICKET, this::cancel),
                bus.serve(BusContract.LEAVE_TICKET, this::leave),
                bus.serve(BusContract.READ_TICKET_EVENTS, this::events));
    }

    private Future<TicketReply> create(CreateTicket call) {
        return room.maker.create(call, sight::likelyMs).compose(this::reply);
    }

    private Future<TicketReply> confirm(ConfirmTicket call) {
        return room.maker.confirm(call).compose(this::reply);
    }

    private Future<TicketReply> get(GetTicket call) {
        return find(call.ticketId(), call.playerId()).compose(this::reply);
    }

    private Future<TicketReply> reply(TicketEntry entry) {
        return sight.explain(entry).map(explanation -> new TicketReply(entry.toApi(explanation)));
    }

    /**
     * Nobody but its members and who is invited learns that there is such a ticket. Who asks for it
     * lives.
     */
    private Future<TicketEntry> find(String ticketId, String playerId) {
        Optional<TicketEntry> known = room.view.find(ticketId);
        Future<Optional<TicketEntry>> found =
                known.isPresent()
                        ? Future.succeededFuture(known)
                        : room.workers.executeBlocking(() -> room.store.find(ticketId), false);
        return found.map(
                        entry ->
                                entry.filter(there -> there.isFor(playerId))
                                        .orElseThrow(
                                                () ->
                                                        new RejectedException(
                                                                ProblemCode.TICKET_NOT_FOUND)))
                .onSuccess(this::onAsked);
    }

    private Future<MyTicketReply> mine(GetMyTicket call) {
        String playerId = call.playerId();
        return standing(playerId)
                .onSuccess(ticket -> ticket.ifPresent(this::onAsked))
                .compose(
                        ticket ->
                                ticket.map(entry -> reply(entry).map(Optional::of))
                                        .orElseGet(() -> Future.succeededFuture(Optional.empty())))
                .map(
                        ticket ->
                                new MyTicketReply(
                                        new Api.MyTicket(
                                                ticket.map(TicketReply::ticket),
                                                invitations(playerId),
                                                room.view.lastMatchOf(playerId))));
    }

    private void onAsked(TicketEntry ticket) {
        room.signs.heardHere(ticket.ticketId(), clock.nowMs());
    }

    /** What this node has not heard of yet, the cluster knows. */
    Future<Optional<TicketEntry>> standing(String playerId) {
        Optional<TicketEntry> known = room.view.ticketOf(playerId);
        return known.isPresent()
                ? Future.succeededFuture(known)
                : room.workers.executeBlocking(
                        () ->
                                room.store
                                        .ticketOf(playerId)
                                        .flatMap(room.store::find)
                                        .filter(entry -> !entry.hasEnded())
                                        .filter(entry -> entry.isConfirmed(playerId)),
                        false);
    }

    private List<Api.Ticket> invitations(String playerId) {
        return room.view.invitationsOf(playerId).stream()
                .limit(TicketTerms.MOST_INVITATIONS)
                .map(entry -> entry.toApi(Optional.empty()))
                .toList();
    }

    private Future<TicketReply> cancel(CancelTicket call) {
        return change(
                        call.ticketId(),
                        call.playerId(),
                        entry ->
                                rules.cancel(
                                        entry,
                                        call.playerId(),
                                        TicketRules.BY_MEMBER,
                                        clock.nowMs()))
                .compose(this::reply);
    }

    private Future<TicketReply> leave(LeaveTicket call) {
        String playerId = call.playerId();
        return find(call.ticketId(), playerId)
                .compose(
                        known ->
                                leave(
                                        known,
                                        playerId,
                                        known.isConfirmed(playerId)
                                                ? TicketRules.LEFT
                                                : TicketRules.DECLINED,
                                        TRIES))
                .compose(this::reply);
    }

    /**
     * Takes a member off, invited or confirmed.
     *
     * @param tries until no match is being made of it
     */
    Future<TicketEntry> leave(TicketEntry known, String playerId, String why, int tries) {
        return change(known, entry -> rules.leave(entry, playerId, why, clock.nowMs()), tries)
                .onSuccess(room.view::put);
    }

    private Future<TicketEntry> change(
            String ticketId, String playerId, Function<TicketEntry, TicketChange> rule) {
        return find(ticketId, playerId)
                .compose(known -> change(known, rule, TRIES))
                .onSuccess(room.view::put);
    }

    private Future<TicketEntry> change(
            TicketEntry known, Function<TicketEntry, TicketChange> rule, int tries) {
        return room.workers
                .executeBlocking(() -> write(known, rule), false)
                .compose(
                        change -> {
                            Optional<Rejection> refusal = change.refusal();
                            if (refusal.isEmpty()) {
                                return Future.succeededFuture(change.entry().orElseThrow());
                            }
                            boolean isBeingMatched = refusal.get().code() == ProblemCode.CONFLICT;
                            return isBeingMatched && tries > 1
                                    ? pause().compose(done -> change(known, rule, tries - 1))
                                    : Future.failedFuture(new RejectedException(refusal.get()));
                        });
    }

    private Future<Void> pause() {
        return room.vertx.timer(PAUSE_MS, TimeUnit.MILLISECONDS).mapEmpty();
    }

    /** Who is held no more can have another ticket at once. */
    private TicketChange write(TicketEntry known, Function<TicketEntry, TicketChange> rule) {
        TicketChange change = room.store.change(known.ticketId(), rule);
        change.entry()
                .filter(after -> change.isNew())
                .ifPresent(
                        after -> {
                            List<String> gone = new ArrayList<>(known.holds());
                            gone.removeAll(after.holds());
                            room.store.freePlayers(gone, after.ticketId());
                        });
        return change;
    }

    private Future<TicketEventsReply> events(ReadTicketEvents call) {
        return find(call.ticketId(), call.playerId())
                .map(entry -> new TicketEventsReply(entry.events()));
    }
}
