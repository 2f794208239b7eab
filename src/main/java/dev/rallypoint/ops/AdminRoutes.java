package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.AuditEntry;
import dev.rallypoint.contract.BusMessage.DrainNode;
import dev.rallypoint.contract.BusMessage.GetHomes;
import dev.rallypoint.contract.BusMessage.GetNodes;
import dev.rallypoint.contract.BusMessage.Homes;
import dev.rallypoint.contract.BusMessage.Nodes;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.edge.VertxClients;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.OperatorToken;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators do: {@code /admin/v1}, for holders of the operator token. */
final class AdminRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);
    private static final String NODES = "/admin/v1/nodes";
    private static final String DRAIN = NODES + "/:nodeId/drain";
    private static final String BEARER = "Bearer ";
    private static final String OPERATOR = "operator";

    private final OperatorToken token;
    private final VertxBus bus;
    private final EpochClock clock;
    private final VertxClients clients;

    AdminRoutes(OperatorToken token, VertxBus bus, EpochClock clock, VertxClients clients) {
        this.token = token;
        this.bus = bus;
        this.clock = clock;
        this.clients = clients;
    }

    void mountOn(Router router) {
        router.route("/admin/*").handler(this::requireOperator);
        router.get(NODES).handler(this::list);
        router.post(DRAIN).handler(call -> drain(call, true));
        router.delete(DRAIN).handler(call -> drain(call, false));
    }

    private void requireOperator(RoutingContext call) {
        String header = call.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.startsWith(BEARER)) {
            call.fail(new RejectedException(ProblemCode.UNAUTHENTICATED));
        } else if (token.isEqualTo(header.substring(BEARER.length()))) {
            call.next();
        } else {
            LOG.warn("wrong operator token host={}", clients.of(call).host());
            call.fail(new RejectedException(ProblemCode.INVALID_TOKEN));
        }
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
                .onSuccess(done -> audit(call, draining ? "node.drain" : "node.undrain", nodeId))
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

    /** Also in the log: a database that is away must not hide what was done. */
    private void audit(RoutingContext call, String action, String nodeId) {
        String from = "host=" + clients.of(call).host();
        LOG.info("{} subject={} {}", action, nodeId, from);
        bus.request(
                        BusContract.AUDIT,
                        new AuditEntry(clock.nowMs(), OPERATOR, action, nodeId, from))
                .onFailure(
                        failure ->
                                LOG.warn("not in the audit trail: {} {}", action, nodeId, failure));
    }
}
