package dev.rallypoint.rating;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.FindSeats;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LoginMessage.ForgetLogins;
import dev.rallypoint.contract.LoginMessage.RevokeTokens;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.ForgetPlayer;
import dev.rallypoint.contract.RatingMessage.PlayerErased;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ErasePlayer;
import dev.rallypoint.contract.ResultMessage.ErasedPlayer;
import dev.rallypoint.contract.TicketMessage.ForgetTickets;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Erases a player, step by step: first where he can be seen, and his tokens last, so that he can
 * ask again if a step fails. Each step is content with what was done before.
 */
final class VertxErasure {
    private static final Set<ProblemCode> NOT_THERE =
            Set.of(ProblemCode.NOT_MEMBER, ProblemCode.LOBBY_NOT_FOUND, ProblemCode.LOBBY_CLOSED);

    private final Ground ground;
    private final VertxBus bus;

    VertxErasure(Ground ground) {
        this.ground = ground;
        this.bus = ground.bus();
    }

    /** Tickets before lobbies: a match that is being made seats him in one. */
    Future<ErasedPlayer> erase(ForgetPlayer order) {
        String playerId = order.playerId();
        return bus.request(BusContract.FORGET_TICKETS, new ForgetTickets(playerId))
                .compose(tickets -> leaveLobbies(playerId, tickets.lobbyIds()))
                .compose(left -> bus.request(BusContract.FORGET_LOGINS, new ForgetLogins(playerId)))
                .compose(done -> bus.request(BusContract.ERASE_PLAYER, erasure(playerId)))
                .compose(
                        erased ->
                                bus.request(BusContract.REVOKE_TOKENS, new RevokeTokens(playerId))
                                        .compose(revoked -> sweep(playerId))
                                        .map(erased))
                .onSuccess(
                        done -> bus.publish(BusContract.PLAYER_ERASED, new PlayerErased(playerId)));
    }

    /**
     * What one statement was writing while he was erased, a login or a profile, has come by now;
     * and with his tokens void nothing more does. The database first, which has what would bring
     * logins back. That it fails is no reason to ask again: nothing will have been there.
     */
    private Future<Void> sweep(String playerId) {
        return bus.request(BusContract.ERASE_PLAYER, erasure(playerId))
                .transform(
                        erased ->
                                bus.request(BusContract.FORGET_LOGINS, new ForgetLogins(playerId)))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private ErasePlayer erasure(String playerId) {
        return new ErasePlayer(
                playerId, Ids.pseudonym(ground.entropy().nextLong()), ground.clock().nowMs());
    }

    private Future<?> leaveLobbies(String playerId, List<String> ofMatches) {
        return bus.request(BusContract.FIND_SEATS, new FindSeats(List.of(playerId)))
                .map(seats -> seats.lobbies().getOrDefault(playerId, List.of()))
                .compose(
                        lobbyIds ->
                                Future.join(
                                        Stream.concat(ofMatches.stream(), lobbyIds.stream())
                                                .distinct()
                                                .map(lobbyId -> leave(lobbyId, playerId))
                                                .toList()));
    }

    private Future<?> leave(String lobbyId, String playerId) {
        return bus.request(BusContract.LEAVE_LOBBY, new LeaveLobby(lobbyId, playerId))
                .mapEmpty()
                .recover(
                        failure ->
                                failure instanceof RejectedException refused
                                                && NOT_THERE.contains(refused.rejection().code())
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(failure));
    }
}
