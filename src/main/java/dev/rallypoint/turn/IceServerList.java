package dev.rallypoint.turn;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.turn.server.TurnCredentials;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which nodes' STUN and TURN servers a player is told of. */
final class IceServerList {
    /** More make gathering candidates slower, and no connection likelier. */
    private static final int MOST = 3;

    private IceServerList() {}

    /**
     * This node's first, then those of its region, then others; none that is being drained while
     * there is another.
     *
     * @param credentials good on all nodes; empty = no TURN
     */
    static List<Api.IceServer> of(Nodes nodes, Optional<TurnCredentials> credentials) {
        String self = nodes.selfNodeId();
        String region =
                nodes.nodes().stream()
                        .filter(node -> node.nodeId().equals(self))
                        .map(NodeInfo::region)
                        .findFirst()
                        .orElse("");
        Comparator<NodeInfo> nearest =
                Comparator.comparing(NodeInfo::draining)
                        .thenComparing(node -> !node.nodeId().equals(self))
                        .thenComparing(node -> !node.region().equals(region))
                        .thenComparing(NodeInfo::nodeId);
        return nodes.nodes().stream()
                .filter(node -> !node.iceUrls().isEmpty())
                .sorted(nearest)
                .limit(MOST)
                .map(node -> server(node, credentials))
                .toList();
    }

    private static Api.IceServer server(NodeInfo node, Optional<TurnCredentials> credentials) {
        boolean hasTurn = node.iceUrls().stream().anyMatch(url -> url.startsWith("turn"));
        Optional<TurnCredentials> given = credentials.filter(any -> hasTurn);
        return new Api.IceServer(
                node.iceUrls(),
                given.map(TurnCredentials::username),
                given.map(TurnCredentials::password));
    }
}
