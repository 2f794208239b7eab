package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.RemoveMember;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import dev.rallypoint.matchmaking.tickets.MatchEntry.TicketShare;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings matches from the proposal to the seats, and what other nodes left half done to one of its
 * two ends. One loop's.
 */
final class VertxSettlement {
    private static final Logger LOG = LoggerFactory.getLogger(VertxSettlement.class);

    /** What members of the lobby are told. */
    private static final String UNMATCHED = "unmatched";

    private static final Set<ProblemCode> NO_SEATS =
            Set.of(
                    ProblemCode.LOBBY_FULL,
                    ProblemCode.LOBBY_CLOSED,
                    ProblemCode.LOBBY_NOT_FOUND,
                    ProblemCode.INVALID_BODY);

    /** Who hears what was written. */
    record Listeners(Consumer<TicketEntry> tickets, Consumer<MatchEntry> seatedHere) {}

    private final HazelcastSettlement steps;
    private final WorkerExecutor workers;
    private final VertxBus bus;
    private final Listeners listeners;
    private final Set<String> matches = new HashSet<>();
    private final Set<String> tickets = new HashSet<>();

    VertxSettlement(
            HazelcastSettlement steps, WorkerExecutor workers, VertxBus bus, Listeners listeners) {
        this.steps = steps;
        this.workers = workers;
        this.bus = bus;
        this.listeners = listeners;
    }

    /** Matches that this node is at work on. */
    int underWay() {
        return matches.size();
    }

    /** Whether this node is at work on a match with this ticket. */
    boolean isBusyWith(String ticketId) {
        return tickets.contains(ticketId);
    }

    /** Makes a proposed match, or gives it up. Never fails: what is left over is taken up later. */
    Future<Void> make(MatchEntry proposal) {
        List<String> ticketIds = proposal.tickets().stream().map(TicketShare::ticketId).toList();
        tickets.addAll(ticketIds);
        return once(
                        proposal.matchId(),
                        () -> onWorker(() -> steps.decide(proposal)).compose(this::bringToItsEnd))
                .onComplete(done -> ticketIds.forEach(tickets::remove));
    }

    /** Brings to its end what another node, or a call that failed, left half done. */
    Future<Void> takeUp(String matchId, String ticketId) {
        return once(
                matchId,
                () ->
                        onWorker(() -> steps.takeUp(matchId))
                                .compose(
                                        match ->
                                                match.map(this::bringToItsEnd)
                                                        .orElseGet(
                                                                () -> release(matchId, ticketId))));
    }

    private Future<Void> release(String matchId, String ticketId) {
        return onWorker(() -> steps.release(ticketId, matchId))
                .onSuccess(change -> change.entry().ifPresent(listeners.tickets()))
                .mapEmpty();
    }

    private Future<Void> once(String matchId, Callable<Future<Void>> work) {
        if (!matches.add(matchId)) {
            return Future.succeededFuture();
        }
        return Future.succeededFuture()
                .compose(begun -> call(work))
                .onFailure(failure -> onLeft(matchId, failure))
                .otherwiseEmpty()
                .onComplete(done -> matches.remove(matchId));
    }

    private static Future<Void> call(Callable<Future<Void>> work) {
        try {
            return work.call();
        } catch (Exception failure) {
            return Future.failedFuture(failure);
        }
    }

    private static void onLeft(String matchId, Throwable failure) {
        if (failure instanceof RejectedException refused) {
            LOG.debug("match left for later matchId={} why={}", matchId, refused.rejection());
        } else {
            LOG.warn("match left for later matchId={}", matchId, failure);
        }
    }

    private Future<Void> bringToItsEnd(MatchEntry match) {
        if (match.state() != State.COMMITTED) {
            return settle(match);
        }
        return seat(match)
                .compose(
                        isSeated ->
                                onWorker(
                                                () ->
                                                        isSeated
                                                                ? steps.seated(match)
                                                                : steps.unseated(match))
                                        .compose(ended -> onEnd(ended, isSeated)));
    }

    private Future<Void> onEnd(MatchEntry ended, boolean isSeated) {
        boolean isOverruled = isSeated && ended.state() == State.UNSEATED;
        if (isSeated && !isOverruled) {
            LOG.info(
                    "match made matchId={} lobbyId={} region={} players={}",
                    ended.matchId(),
                    ended.lobbyId(),
                    ended.region(),
                    ended.players().size());
            listeners.seatedHere().accept(ended);
        }
        return isOverruled ? unseat(ended).compose(done -> settle(ended)) : settle(ended);
    }

    /**
     * @return false if the lobby takes them no more
     */
    private Future<Boolean> seat(MatchEntry match) {
        Future<LobbyReply> seats =
                match.backfill()
                        ? bus.request(BusContract.SEAT_PLAYERS, match.toSeating())
                        : bus.request(BusContract.HOST_MATCH, match.toHosting());
        return seats.map(true).recover(refusal -> onSeatsRefused(match, refusal));
    }

    private static Future<Boolean> onSeatsRefused(MatchEntry match, Throwable refusal) {
        Optional<ProblemCode> code =
                refusal instanceof RejectedException rejected
                        ? Optional.of(rejected.rejection().code())
                        : Optional.empty();
        if (code.isEmpty() || !NO_SEATS.contains(code.get())) {
            return Future.failedFuture(refusal);
        }
        // A new lobby can be closed only after it was made: the players sat there.
        boolean wasThere = !match.backfill() && code.get() == ProblemCode.LOBBY_CLOSED;
        return Future.succeededFuture(wasThere);
    }

    /** Another node found the lobby full or closed at the same time, and what it said holds. */
    private Future<Void> unseat(MatchEntry match) {
        return Future.join(
                        match.players().stream()
                                .map(
                                        seat ->
                                                bus.request(
                                                        BusContract.REMOVE_MEMBER,
                                                        new RemoveMember(
                                                                match.lobbyId(),
                                                                seat.playerId(),
                                                                UNMATCHED)))
                                .toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Void> settle(MatchEntry match) {
        return onWorker(() -> steps.settle(match))
                .onSuccess(changed -> changed.forEach(listeners.tickets()))
                .mapEmpty();
    }

    private <T> Future<T> onWorker(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }
}
