package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.SecurityMessage.Bans;
import dev.rallypoint.contract.SecurityMessage.GetBans;
import dev.rallypoint.contract.SecurityMessage.GetSecurityReport;
import dev.rallypoint.contract.SecurityMessage.SecurityReport;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** {@code /admin/v1/security}: the report of the node that is asked and of the whole cluster. */
final class SecurityRoutes implements MountedRoutes {
    /**
     * @param silentNodes that did not answer, and are missing in {@code cluster}
     */
    private record Report(
            SecuritySummary.Figures node,
            SecuritySummary.Figures cluster,
            List<String> silentNodes,
            SecuritySummary.BanCount bans,
            List<SecuritySummary.Suspicious> suspiciousPlayers) {}

    private final VertxBus bus;

    SecurityRoutes(VertxBus bus) {
        this.bus = bus;
    }

    @Override
    public void mountOn(Router router) {
        router.get("/admin/v1/security").handler(this::report);
    }

    private void report(RoutingContext ctx) {
        Future<Bans> bans = bus.request(BusContract.GET_BANS, new GetBans());
        new VertxOperatorCall(ctx)
                .answer(
                        200,
                        bus.request(BusContract.GET_NODES, new GetNodes())
                                .compose(nodes -> bans.compose(known -> report(nodes, known))));
    }

    private Future<Report> report(Nodes nodes, Bans bans) {
        List<Future<Optional<SecurityReport>>> asked =
                nodes.nodes().stream().map(NodeInfo::nodeId).map(this::ask).toList();
        return Future.join(asked)
                .map(
                        answered ->
                                report(
                                        nodes,
                                        asked.stream()
                                                .flatMap(one -> one.result().stream())
                                                .toList(),
                                        bans));
    }

    private Future<Optional<SecurityReport>> ask(String nodeId) {
        return bus.request(BusContract.SECURITY_REPORT.at(nodeId), new GetSecurityReport())
                .map(Optional::of)
                .otherwise(Optional.empty());
    }

    private static Report report(Nodes nodes, List<SecurityReport> reports, Bans bans) {
        List<String> heard = reports.stream().map(SecurityReport::nodeId).toList();
        return new Report(
                SecuritySummary.figures(
                        reports.stream()
                                .filter(one -> one.nodeId().equals(nodes.selfNodeId()))
                                .toList()),
                SecuritySummary.figures(reports),
                nodes.nodes().stream()
                        .map(NodeInfo::nodeId)
                        .filter(nodeId -> !heard.contains(nodeId))
                        .toList(),
                SecuritySummary.bans(bans.bans()),
                SecuritySummary.suspicious(reports));
    }
}
