package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.matchmaking.Explainer;
import dev.rallypoint.matchmaking.Explanation;
import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.OpenSeats;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.WaitEstimate;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import dev.rallypoint.runtime.EpochClock;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a ticket's members are told about its waiting, by any node: all of them know the whole pool.
 * A pool is looked at anew when somebody asks and the last look is a second old. One loop's.
 */
final class VertxSight {
    private static final long LOOK_MS = 1_000;

    /** Among so few it takes some ten microseconds, less than the way to another thread. */
    private static final int FEW_TICKETS = 500;

    private record Look(Future<Explainer> explainer, long atMs) {}

    /** What it sees. */
    record Room(
            TicketView view,
            WaitBook waits,
            VertxOpenSeats seats,
            Function<String, ModeRules> rules) {}

    private final Room room;
    private final WorkerExecutor workers;
    private final EpochClock clock;
    private final Map<PoolKey, Look> looks = new HashMap<>();

    VertxSight(Room room, WorkerExecutor workers, EpochClock clock) {
        this.room = room;
        this.workers = workers;
        this.clock = clock;
    }

    /** What a new ticket is told about its waiting; empty while too few were matched. */
    Optional<Long> likelyMs(PoolKey pool, Ticket ticket) {
        return room.waits().estimate(pool, ticket, clock.nowMs()).map(WaitEstimate::likelyMs);
    }

    /** Empty once it has ended. */
    Future<Optional<Api.TicketExplanation>> explain(TicketEntry entry) {
        if (entry.hasEnded()) {
            return Future.succeededFuture(Optional.empty());
        }
        if (entry.state() == State.PENDING) {
            return Future.succeededFuture(
                    Optional.of(ExplanationText.ofPending(entry, clock.nowMs())));
        }
        Ticket ticket = entry.toTicket();
        Optional<WaitEstimate> estimate =
                room.waits().estimate(entry.pool(), ticket, clock.nowMs());
        boolean isQuick = room.view().inPool(entry.pool()).size() < FEW_TICKETS;
        return look(entry.pool())
                .compose(
                        explainer ->
                                isQuick
                                        ? Future.succeededFuture(
                                                explain(explainer, ticket, estimate))
                                        : workers.executeBlocking(
                                                () -> explain(explainer, ticket, estimate), false))
                .map(ExplanationText::of)
                .map(Optional::of);
    }

    private static Explanation explain(
            Explainer explainer, Ticket ticket, Optional<WaitEstimate> estimate) {
        return explainer
                .explain(ticket.ticketId(), estimate)
                .orElseGet(() -> explainer.explainNew(ticket, estimate));
    }

    private Future<Explainer> look(PoolKey pool) {
        long nowMs = clock.nowMs();
        looks.values().removeIf(look -> nowMs - look.atMs() >= LOOK_MS);
        Look known = looks.get(pool);
        if (known != null && !known.explainer().failed()) {
            return known.explainer();
        }
        ModeRules mode = room.rules().apply(pool.gameMode());
        List<TicketEntry> waiting =
                room.view().inPool(pool).stream()
                        .filter(entry -> entry.state() != State.PENDING)
                        .toList();
        Future<Explainer> explainer =
                room.seats()
                        .of(pool, mode)
                        .compose(
                                seats ->
                                        workers.executeBlocking(
                                                () -> explainer(mode, waiting, seats, nowMs),
                                                false));
        looks.put(pool, new Look(explainer, nowMs));
        return explainer;
    }

    private static Explainer explainer(
            ModeRules mode, List<TicketEntry> waiting, List<OpenSeats> seats, long nowMs) {
        List<Ticket> tickets = waiting.stream().map(TicketEntry::toTicket).toList();
        return new Explainer(new MatchPool(mode, tickets, seats), nowMs);
    }
}
