package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.contract.TimelineMessage.ConnectionsReply;
import dev.rallypoint.contract.TimelineMessage.GetConnections;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;

/** {@code /v1/me} and {@code /v1/players}. */
final class PlayerRoutes {
    private final VertxBus bus;

    PlayerRoutes(VertxBus bus) {
        this.bus = bus;
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of(
                "getMe", call -> answerPlayer(call, call.caller().playerId()),
                "getPlayer", call -> answerPlayer(call, call.path("id")),
                "getMyConnections", this::answerConnections);
    }

    private void answerConnections(VertxExchange call) {
        call.answer(
                200,
                bus.request(
                                BusContract.GET_CONNECTIONS,
                                new GetConnections(call.caller().playerId()))
                        .map(ConnectionsReply::connections));
    }

    private void answerPlayer(VertxExchange call, String playerId) {
        call.answer(200, find(playerId).map(PlayerReply::player));
    }

    private Future<PlayerReply> find(String playerId) {
        if (Ids.clientId(playerId).isEmpty()) {
            return Future.failedFuture(new RejectedException(ProblemCode.PLAYER_NOT_FOUND));
        }
        FindPlayer question = new FindPlayer(playerId);
        return bus.request(BusContract.FIND_PLAYER, question)
                .recover(
                        failure ->
                                bus.request(BusContract.FIND_WAITING_PLAYER, question)
                                        .recover(notWaiting -> Future.failedFuture(failure)));
    }
}
