package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.AuditEntry;
import dev.rallypoint.contract.BusMessage.ForgetNode;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code DELETE /admin/v1/nodes/{id}}: a node that never comes back has no say any more. With
 * {@code ?cutOff=true} also on a node that reaches less than half of the others.
 */
final class VoterRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(VoterRoutes.class);
    private static final String NODE = "/admin/v1/nodes/:nodeId";
    private static final String CUT_OFF = "cutOff";
    private static final int NO_CONTENT = 204;

    private final VertxBus bus;
    private final EpochClock clock;

    VoterRoutes(VertxBus bus, EpochClock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    /** On a router whose {@code /admin/} is guarded. */
    void mountOn(Router router) {
        router.delete(NODE).handler(this::forget);
    }

    private void forget(RoutingContext call) {
        boolean thoughCutOff = "true".equals(call.queryParams().get(CUT_OFF));
        String nodeId = call.pathParam("nodeId");
        bus.request(BusContract.FORGET_NODE, new ForgetNode(nodeId, thoughCutOff))
                .onSuccess(done -> audit(call, nodeId, thoughCutOff))
                .onSuccess(done -> call.response().setStatusCode(NO_CONTENT).end())
                .onFailure(call::fail);
    }

    private void audit(RoutingContext call, String nodeId, boolean thoughCutOff) {
        String detail =
                "host=" + call.request().remoteAddress().hostAddress() + " cutOff=" + thoughCutOff;
        LOG.info("node.forget subject={} {}", nodeId, detail);
        // Kept in the cluster while the database is away.
        bus.request(
                        BusContract.AUDIT_LATER,
                        new AuditEntry(clock.nowMs(), "operator", "node.forget", nodeId, detail))
                .onFailure(failure -> LOG.warn("not in the audit trail: {}", nodeId, failure));
    }
}
