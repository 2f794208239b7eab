package dev.rallypoint.turn;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BehaviorAddresses;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The node that lends this one its address for RFC 5780.
 *
 * @param addresses this node's first address and port, and the other's second one
 */
record Partner(String nodeId, BehaviorAddresses addresses) {
    /**
     * The first of the other nodes with the same two ports at another address of the same family
     * (RFC 5780 §6); none if this node has no second port.
     */
    static Optional<Partner> of(Nodes nodes) {
        Optional<NodeInfo> self = self(nodes).filter(node -> node.stunAlternatePort() > 0);
        return self.flatMap(
                own ->
                        nodes.nodes().stream()
                                .filter(node -> isFit(own, node))
                                .min(Comparator.comparing(NodeInfo::nodeId))
                                .map(node -> with(own, node)));
    }

    static Optional<NodeInfo> self(Nodes nodes) {
        return nodes.nodes().stream()
                .filter(node -> node.nodeId().equals(nodes.selfNodeId()))
                .findFirst();
    }

    private static boolean isFit(NodeInfo own, NodeInfo other) {
        Optional<PeerAddress> ours = stun(own);
        Optional<PeerAddress> theirs = stun(other);
        return ours.isPresent()
                && theirs.isPresent()
                && !other.draining()
                && other.stunAlternatePort() == own.stunAlternatePort()
                && theirs.get().port() == ours.get().port()
                && theirs.get().isIpv4() == ours.get().isIpv4()
                && !theirs.get().equals(ours.get());
    }

    private static Partner with(NodeInfo own, NodeInfo other) {
        return new Partner(
                other.nodeId(),
                new BehaviorAddresses(
                        stun(own).orElseThrow(),
                        stun(other).orElseThrow().withPort(own.stunAlternatePort())));
    }

    private static Optional<PeerAddress> stun(NodeInfo node) {
        try {
            return Optional.of(PeerAddress.parse(node.stun()));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /** Servers that take what this node does not take while it is drained; empty if it is not. */
    static List<PeerAddress> alternates(Nodes nodes) {
        if (self(nodes).filter(NodeInfo::draining).isEmpty()) {
            return List.of();
        }
        return nodes.nodes().stream()
                .filter(node -> !node.draining())
                .filter(node -> node.iceUrls().stream().anyMatch(url -> url.startsWith("turn:")))
                .flatMap(node -> stun(node).stream())
                .toList();
    }
}
