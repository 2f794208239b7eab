package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.GetRatings;
import dev.rallypoint.contract.RatingMessage.PlayerRating;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.TicketMessage.ConfirmTicket;
import dev.rallypoint.contract.TicketMessage.CreateTicket;
import dev.rallypoint.contract.TicketsConfig;
import dev.rallypoint.matchmaking.Skill;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.runtime.Ground;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

/** Brings tickets into being, and members into them. One loop's. */
final class VertxTicketMaker {
    /** What it writes through. */
    record Room(
            TicketView view,
            HazelcastTicketStore store,
            HazelcastPlayerClaims claims,
            WorkerExecutor workers,
            PoolRoom pools) {}

    private final TicketsConfig config;
    private final TicketRules rules;
    private final TicketTerms terms;
    private final Room room;
    private final Ground ground;

    VertxTicketMaker(TicketsConfig config, TicketTerms terms, Room room, Ground ground) {
        this.config = config;
        this.rules = new TicketRules(config);
        this.terms = terms;
        this.room = room;
        this.ground = ground;
    }

    /**
     * @param likelyMs what the player of a new ticket is told about his waiting
     */
    Future<TicketEntry> create(
            CreateTicket call, BiFunction<PoolKey, Ticket, Optional<Long>> likelyMs) {
        Api.TicketRequest request = call.request();
        Optional<Rejection> refusal = terms.refusal(call.playerId(), request);
        if (refusal.isPresent()) {
            return Future.failedFuture(new RejectedException(refusal.get()));
        }
        if (room.view.standing() >= config.capacity()) {
            return Future.failedFuture(new RejectedException(ProblemCode.POOL_FULL));
        }
        Map<String, Integer> rttMs = terms.roundTrips(request.regions());
        if (!room.pools.isFor(pool(request, rttMs))) {
            return Future.failedFuture(
                    new RejectedException(
                            new Rejection(ProblemCode.POOL_FULL, "in too many game modes")));
        }
        return seat(call.playerId(), call.displayName(), request.gameMode(), rttMs)
                .compose(creator -> invite(request, creator))
                .map(wish -> newEntry(wish, likelyMs))
                .compose(entry -> onWorker(() -> write(entry, call.playerId())))
                .onSuccess(room.view::put);
    }

    private Future<TicketRules.Wish> invite(Api.TicketRequest request, TicketSeat creator) {
        if (request.party().isEmpty()) {
            return Future.succeededFuture(wish(request, creator, List.of()));
        }
        GetRatings question = new GetRatings(request.party(), request.gameMode());
        return ground.bus()
                .request(BusContract.GET_RATINGS, question)
                .map(
                        answer ->
                                answer.ratings().stream()
                                        .map(rating -> invited(rating, creator.playerId()))
                                        .toList())
                .map(party -> wish(request, creator, party));
    }

    /** Whom else he blocked is not for this ticket to know. */
    private static TicketSeat invited(PlayerRating rating, String creatorId) {
        return TicketSeat.invited(
                rating.playerId(), rating.blocked().stream().filter(creatorId::equals).toList());
    }

    private TicketEntry newEntry(
            TicketRules.Wish wish, BiFunction<PoolKey, Ticket, Optional<Long>> likelyMs) {
        long nowMs = ground.clock().nowMs();
        Ticket ticket =
                new Ticket(
                        wish.ticketId(),
                        wish.pool().gameMode(),
                        List.of(wish.creator().toMember()),
                        nowMs,
                        wish.attributes());
        Optional<Long> told =
                wish.party().isEmpty() ? likelyMs.apply(wish.pool(), ticket) : Optional.empty();
        return rules.create(wish, told, nowMs);
    }

    private TicketRules.Wish wish(
            Api.TicketRequest request, TicketSeat creator, List<TicketSeat> party) {
        PoolKey pool = pool(request, creator.rttMs());
        String ticketId = randomId().toString();
        return new TicketRules.Wish(ticketId, pool, creator, party, request.attributes());
    }

    private PoolKey pool(Api.TicketRequest request, Map<String, Integer> rttMs) {
        return new PoolKey(
                request.gameMode(), PoolKey.shardOf(terms.nearest(rttMs), config.shards()));
    }

    /** A random UUID (RFC 9562 version 4). */
    private UUID randomId() {
        return new UUID(
                ground.entropy().nextLong() & ~0xF000L | 0x4000L,
                ground.entropy().nextLong() & ~0xC000_0000_0000_0000L | 0x8000_0000_0000_0000L);
    }

    /** The player first: whoever finds his claim without a ticket makes sure that none comes. */
    private TicketEntry write(TicketEntry entry, String playerId) {
        room.claims.take(playerId, entry.ticketId());
        if (!room.store.add(entry)) {
            room.store.freePlayers(List.of(playerId), entry.ticketId());
            throw new RejectedException(
                    ProblemCode.ALREADY_IN_TICKET, "two tickets of one player at once");
        }
        return entry;
    }

    Future<TicketEntry> confirm(ConfirmTicket call) {
        Optional<Rejection> refusal = terms.refusal(call.regions());
        if (refusal.isPresent()) {
            return Future.failedFuture(new RejectedException(refusal.get()));
        }
        return onWorker(() -> room.store.find(call.ticketId()))
                .map(found -> found.filter(entry -> entry.isFor(call.playerId())))
                .compose(
                        found ->
                                found.map(entry -> confirm(entry, call))
                                        .orElseGet(VertxTicketMaker::notFound));
    }

    private static Future<TicketEntry> notFound() {
        return Future.failedFuture(new RejectedException(ProblemCode.TICKET_NOT_FOUND));
    }

    /** Confirming again measures anew; without round trips it changes nothing. */
    private Future<TicketEntry> confirm(TicketEntry entry, ConfirmTicket call) {
        if (entry.isConfirmed(call.playerId()) && !entry.hasEnded() && call.regions().isEmpty()) {
            return Future.succeededFuture(entry);
        }
        Map<String, Integer> rttMs = terms.roundTrips(call.regions());
        return seat(call.playerId(), call.displayName(), entry.gameMode(), rttMs)
                .compose(seat -> onWorker(() -> confirm(entry.ticketId(), seat)))
                .onSuccess(room.view::put);
    }

    private TicketEntry confirm(String ticketId, TicketSeat seat) {
        room.claims.take(seat.playerId(), ticketId);
        TicketChange change =
                room.store.change(
                        ticketId, entry -> rules.confirm(entry, seat, ground.clock().nowMs()));
        if (change.refusal().isPresent()) {
            room.store.freePlayers(List.of(seat.playerId()), ticketId);
            throw new RejectedException(change.refusal().get());
        }
        return change.entry().orElseThrow();
    }

    private Future<TicketSeat> seat(
            String playerId, String displayName, String gameMode, Map<String, Integer> rttMs) {
        return ground.bus()
                .request(BusContract.GET_RATINGS, new GetRatings(List.of(playerId), gameMode))
                .map(
                        answer -> {
                            PlayerRating rating = answer.ratings().get(0);
                            return new TicketSeat(
                                    playerId,
                                    Optional.of(displayName),
                                    true,
                                    new Skill(rating.mu(), rating.sigma()),
                                    rttMs,
                                    rating.blocked());
                        });
    }

    private <T> Future<T> onWorker(Callable<T> work) {
        return room.workers.executeBlocking(work, false);
    }
}
