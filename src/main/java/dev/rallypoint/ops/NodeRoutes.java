package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.GetHomes;
import dev.rallypoint.contract.LobbyMessage.Homes;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/** {@code /admin/v1/nodes}. */
final class NodeRoutes implements MountedRoutes {
    private static final String NODES = "/admin/v1/nodes";
    private static final String DRAIN = NODES + "/:nodeId/drain";

    private final VertxBus bus;
    private final VertxAuditTrail trail;

    NodeRoutes(VertxBus bus, VertxAuditTrail trail) {
        this.bus = bus;
        this.trail = trail;
    }

    @Override
    public void mountOn(Router router) {
        router.get(NODES).handler(this::list);
        router.post(DRAIN).handler(call -> drain(call, true));
        router.delete(DRAIN).handler(call -> drain(call, false));
    }

    private void list(RoutingContext call) {
        Future<Nodes> nodes = bus.request(BusContract.GET_NODES, new GetNodes());
        Future<Homes> homes = bus.request(BusContract.GET_HOMES, new GetHomes());
        Future.all(nodes, homes)
                .onSuccess(done -> call.json(toJson(nodes.result(), homes.result())))
                .onFailure(call::fail);
    }

    private static JsonArray toJson(Nodes nodes, Homes homes) {
        JsonArray all = new JsonArray();
        for (NodeInfo node : nodes.nodes()) {
            all.add(
                    toJson(node)
                            .put("self", node.nodeId().equals(nodes.selfNodeId()))
                            .put("lobbies", homes.lobbies().getOrDefault(node.nodeId(), 0)));
        }
        return all;
    }

    private static JsonObject toJson(NodeInfo node) {
        return new JsonObject()
                .put("nodeId", node.nodeId())
                .put("region", node.region())
                .put(
                        "relays",
                        new JsonArray(
                                node.relays().stream().map(RelayEndpoint::publicAddress).toList()))
                .put("stun", node.stun())
                .put("sessions", node.sessions())
                .put("maxSessions", node.maxSessions())
                .put("draining", node.draining())
                .put("version", node.version())
                .put("startedAt", Instant.ofEpochMilli(node.startedAtMs()).toString());
    }

    private void drain(RoutingContext call, boolean draining) {
        String nodeId = call.pathParam("nodeId");
        bus.request(BusContract.GET_NODES, new GetNodes())
                .compose(nodes -> requireNode(nodes, nodeId))
                .compose(
                        node ->
                                bus.request(
                                        BusContract.DRAIN_NODE.at(nodeId), new DrainNode(draining)))
                .compose(done -> note(call, draining, nodeId))
                .onSuccess(
                        done ->
                                call.json(
                                        new JsonObject()
                                                .put("nodeId", nodeId)
                                                .put("draining", draining)))
                .onFailure(call::fail);
    }

    private static Future<Void> requireNode(Nodes nodes, String nodeId) {
        return nodes.nodes().stream().anyMatch(node -> node.nodeId().equals(nodeId))
                ? Future.succeededFuture()
                : Future.failedFuture(new RejectedException(ProblemCode.NODE_NOT_FOUND));
    }

    private Future<Void> note(RoutingContext call, boolean draining, String nodeId) {
        String action = draining ? "node.drain" : "node.undrain";
        return trail.note(new VertxOperatorCall(call), action, nodeId, "");
    }
}
