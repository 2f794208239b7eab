package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.NodeMessage.ForgetNode;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code DELETE /admin/v1/nodes/{id}}: a node that never comes back has no say any more. With
 * {@code ?cutOff=true} also on a node that reaches less than half of the others.
 */
final class VoterRoutes implements MountedRoutes {
    private static final String NODE = "/admin/v1/nodes/:nodeId";
    private static final String CUT_OFF = "cutOff";
    private static final int NO_CONTENT = 204;

    private final VertxBus bus;
    private final VertxAuditTrail trail;

    VoterRoutes(VertxBus bus, VertxAuditTrail trail) {
        this.bus = bus;
        this.trail = trail;
    }

    @Override
    public void mountOn(Router router) {
        router.delete(NODE).handler(this::forget);
    }

    private void forget(RoutingContext call) {
        boolean thoughCutOff = "true".equals(call.queryParams().get(CUT_OFF));
        String nodeId = call.pathParam("nodeId");
        bus.request(BusContract.FORGET_NODE, new ForgetNode(nodeId, thoughCutOff))
                .compose(
                        done ->
                                trail.note(
                                        new VertxOperatorCall(call),
                                        "node.forget",
                                        nodeId,
                                        "cutOff=" + thoughCutOff))
                .onSuccess(done -> call.response().setStatusCode(NO_CONTENT).end())
                .onFailure(call::fail);
    }
}
