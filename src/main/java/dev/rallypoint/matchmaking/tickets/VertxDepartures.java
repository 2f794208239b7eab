package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.TicketMessage.ForgetTickets;
import dev.rallypoint.contract.TicketMessage.ForgottenTickets;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes players out of all their tickets: who is banned, and who is erased. Any node can, whichever
 * owns the pool; several at once do it once. One loop's.
 */
final class VertxDepartures {
    private static final Logger LOG = LoggerFactory.getLogger(VertxDepartures.class);

    /** Some seconds: what a dead owner of the pool left is settled in less. */
    private static final int TRIES = 20;

    /** He may ask for another ticket meanwhile. */
    private static final int ROUNDS = 3;

    /** A ticket that there never is. */
    private static final String NO_TICKET = "erased";

    /** Nothing of him is left in such a ticket, or it has ended. */
    private static final Set<ProblemCode> OUT_OF_IT =
            Set.of(
                    ProblemCode.TICKET_NOT_FOUND,
                    ProblemCode.TICKET_ENDED,
                    ProblemCode.TICKET_MATCHED);

    /** What it writes through. */
    record Room(
            TicketView view,
            HazelcastTicketStore store,
            HazelcastPlayerClaims claims,
            WorkerExecutor workers) {}

    private final VertxTicketDesk desk;
    private final Room room;
    private Map<String, Long> bannedUntilMs = Map.of();

    VertxDepartures(VertxTicketDesk desk, Room room) {
        this.desk = desk;
        this.room = room;
    }

    /** What this node knows of is ended; of what it hears later {@link #onTicket} takes care. */
    void onBans(BansChanged bans) {
        bannedUntilMs =
                bans.bans().stream()
                        .filter(ban -> ban.subject().equals(Ban.PLAYER))
                        .collect(
                                Collectors.toMap(
                                        Ban::value,
                                        ban -> ban.untilMs() == 0 ? Long.MAX_VALUE : ban.untilMs(),
                                        Math::max));
        bannedUntilMs.keySet().forEach(this::takeOutBanned);
    }

    /** Who is banned may have asked on a node that had not heard of it. */
    void onTicket(TicketEntry entry, long nowMs) {
        if (bannedUntilMs.isEmpty() || entry.hasEnded()) {
            return;
        }
        for (TicketSeat seat : entry.seats()) {
            if (bannedUntilMs.getOrDefault(seat.playerId(), 0L) > nowMs) {
                takeOutBanned(seat.playerId());
            }
        }
    }

    private void takeOutBanned(String playerId) {
        leaveAll(playerId, TicketRules.BANNED, room.view.ticketOf(playerId))
                .onFailure(failure -> LOG.warn("banned, and still in a ticket", failure));
    }

    /**
     * Also his claim, so that a ticket which is just being made for him is not made. What ended
     * before stays for the minutes that it stays for everybody.
     */
    Future<ForgottenTickets> forget(ForgetTickets order) {
        return forget(order.playerId(), ROUNDS).map(ForgottenTickets::new);
    }

    private Future<List<String>> forget(String playerId, int rounds) {
        return desk.standing(playerId)
                .compose(ticket -> leaveAll(playerId, TicketRules.LEFT, ticket))
                .compose(
                        lobbyIds ->
                                free(playerId)
                                        .map(lobbyIds)
                                        .recover(
                                                failure ->
                                                        rounds > 1 && isInTicket(failure)
                                                                ? forget(playerId, rounds - 1)
                                                                : Future.failedFuture(failure)));
    }

    private static boolean isInTicket(Throwable failure) {
        return failure instanceof RejectedException refused
                && refused.rejection().code() == ProblemCode.ALREADY_IN_TICKET;
    }

    private Future<Void> free(String playerId) {
        return room.workers.executeBlocking(
                () -> {
                    room.claims.take(playerId, NO_TICKET);
                    room.store.freePlayers(List.of(playerId), NO_TICKET);
                    return null;
                },
                false);
    }

    /**
     * @return ids of lobbies in which matches of his tickets gave him a seat
     */
    private Future<List<String>> leaveAll(
            String playerId, String why, Optional<TicketEntry> ticket) {
        List<Future<Optional<String>>> left =
                Stream.concat(ticket.stream(), room.view.unansweredBy(playerId).stream())
                        .map(entry -> leave(entry, playerId, why))
                        .toList();
        return Future.join(left).map(done -> lobbies(playerId, left));
    }

    private List<String> lobbies(String playerId, List<Future<Optional<String>>> left) {
        List<String> lobbyIds = new ArrayList<>(room.view.lobbiesOf(playerId));
        left.forEach(one -> one.result().ifPresent(lobbyIds::add));
        return lobbyIds.stream().distinct().toList();
    }

    private Future<Optional<String>> leave(TicketEntry entry, String playerId, String why) {
        return desk.leave(entry, playerId, why, TRIES)
                .map(Optional.<String>empty())
                .recover(
                        failure ->
                                failure instanceof RejectedException refused
                                                && OUT_OF_IT.contains(refused.rejection().code())
                                        ? lobbyOf(entry.ticketId())
                                        : Future.failedFuture(failure));
    }

    private Future<Optional<String>> lobbyOf(String ticketId) {
        return room.workers.executeBlocking(
                () ->
                        room.store
                                .findNewest(ticketId)
                                .flatMap(TicketEntry::match)
                                .map(Api.TicketMatch::lobbyId),
                false);
    }
}
