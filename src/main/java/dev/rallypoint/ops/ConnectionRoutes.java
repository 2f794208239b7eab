package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.TimelineMessage.ConnectionsReply;
import dev.rallypoint.contract.TimelineMessage.GetConnections;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /admin/v1/connections}: why somebody's connection failed. */
final class ConnectionRoutes implements MountedRoutes {
    private final VertxBus bus;

    ConnectionRoutes(VertxBus bus) {
        this.bus = bus;
    }

    @Override
    public void mountOn(Router router) {
        router.get("/admin/v1/connections/:playerId").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String playerId = call.path("playerId");
        if (Ids.clientId(playerId).isEmpty()) {
            throw new RejectedException(ProblemCode.PLAYER_NOT_FOUND);
        }
        call.answer(
                200,
                bus.request(BusContract.GET_CONNECTIONS, new GetConnections(playerId))
                        .map(ConnectionsReply::connections));
    }
}
