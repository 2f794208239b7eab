package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.AuditEntry;
import dev.rallypoint.contract.BusMessage.RevokeTokens;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators do with players' tokens; behind the guard of {@link AdminRoutes}. */
final class TokenRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(TokenRoutes.class);
    private static final String TOKENS = "/admin/v1/players/:playerId/tokens";
    private static final String ACTION = "player.tokens-revoked";
    private static final int NO_CONTENT = 204;

    private final VertxBus bus;
    private final EpochClock clock;

    TokenRoutes(VertxBus bus, EpochClock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    void mountOn(Router router) {
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
                .onSuccess(done -> audit(call, playerId))
                .onSuccess(done -> call.response().setStatusCode(NO_CONTENT).end())
                .onFailure(call::fail);
    }

    private void audit(RoutingContext call, String playerId) {
        String from = "host=" + call.request().remoteAddress().hostAddress();
        LOG.info("{} subject={} {}", ACTION, playerId, from);
        bus.request(
                        BusContract.AUDIT_LATER,
                        new AuditEntry(clock.nowMs(), "operator", ACTION, playerId, from))
                .onFailure(
                        failure ->
                                LOG.warn(
                                        "not in the audit trail: {} {}",
                                        ACTION,
                                        playerId,
                                        failure));
    }
}
