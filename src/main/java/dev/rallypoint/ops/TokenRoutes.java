package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LoginMessage.RevokeTokens;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What operators do with players' tokens. */
final class TokenRoutes implements MountedRoutes {
    private static final String TOKENS = "/admin/v1/players/:playerId/tokens";
    private static final int NO_CONTENT = 204;

    private final VertxBus bus;
    private final VertxAuditTrail trail;

    TokenRoutes(VertxBus bus, VertxAuditTrail trail) {
        this.bus = bus;
        this.trail = trail;
    }

    @Override
    public void mountOn(Router router) {
        router.delete(TOKENS).handler(this::revoke);
    }

    /** On every node at once; whether there is such a player does not matter. */
    private void revoke(RoutingContext call) {
        String playerId = call.pathParam("playerId");
        if (Ids.clientId(playerId).isEmpty()) {
            call.fail(new RejectedException(ProblemCode.PLAYER_NOT_FOUND));
            return;
        }
        bus.request(BusContract.REVOKE_TOKENS, new RevokeTokens(playerId))
                .compose(
                        done ->
                                trail.note(
                                        new VertxOperatorCall(call),
                                        "player.tokens-revoked",
                                        playerId,
                                        ""))
                .onSuccess(done -> call.response().setStatusCode(NO_CONTENT).end())
                .onFailure(call::fail);
    }
}
