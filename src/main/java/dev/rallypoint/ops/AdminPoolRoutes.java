package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.TicketMessage.GetPools;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /admin/v1/pools}: who waits for a match, where, and how good the last matches were. */
final class AdminPoolRoutes implements MountedRoutes {
    private final VertxBus bus;

    AdminPoolRoutes(VertxBus bus) {
        this.bus = bus;
    }

    @Override
    public void mountOn(Router router) {
        router.get("/admin/v1/pools").handler(this::list);
    }

    private void list(RoutingContext ctx) {
        new VertxOperatorCall(ctx).answer(200, bus.request(BusContract.GET_POOLS, new GetPools()));
    }
}
