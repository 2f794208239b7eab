package dev.rallypoint.http;

import dev.rallypoint.contract.AddressMessage.GetQuorum;
import dev.rallypoint.contract.AddressMessage.QuorumState;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import java.util.Map;
import java.util.function.Consumer;

/** {@code /v1/health}: whether players should be sent to this node, for balancers and geo-DNS. */
final class HealthRoutes {
    private final VertxBus bus;

    HealthRoutes(VertxBus bus) {
        this.bus = bus;
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of("getHealth", this::health);
    }

    private void health(VertxExchange call) {
        call.answer(
                200,
                bus.request(BusContract.GET_NODES, new GetNodes())
                        .map(HealthRoutes::judge)
                        .compose(up -> bus.request(BusContract.GET_QUORUM, new GetQuorum()))
                        .map(HealthRoutes::judge));
    }

    /** Cut off from most of the cluster a node keeps its races, but cannot take anybody in. */
    private static Api.Health judge(QuorumState quorum) {
        if (!quorum.mayWrite()) {
            throw new RejectedException(ProblemCode.CLUSTER_MINORITY);
        }
        return new Api.Health("up");
    }

    private static Api.Health judge(Nodes nodes) {
        boolean takesPlayers =
                nodes.nodes().stream()
                        .filter(node -> node.nodeId().equals(nodes.selfNodeId()))
                        .anyMatch(node -> !node.draining());
        if (!takesPlayers) {
            throw new RejectedException(ProblemCode.SHUTTING_DOWN);
        }
        return new Api.Health("up");
    }
}
