package dev.rallypoint.cluster;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.Nodes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All nodes that are up, at one moment.
 *
 * @param nodes in the order of their ids
 */
public record NodeDirectory(String selfNodeId, List<NodeInfo> nodes) {
    public NodeDirectory {
        nodes = nodes.stream().sorted(Comparator.comparing(NodeInfo::nodeId)).toList();
    }

    public static NodeDirectory of(Nodes nodes) {
        return new NodeDirectory(nodes.selfNodeId(), nodes.nodes());
    }

    public Optional<NodeInfo> find(String nodeId) {
        return nodes.stream().filter(node -> node.nodeId().equals(nodeId)).findFirst();
    }

    public Optional<NodeInfo> self() {
        return find(selfNodeId);
    }

    public boolean isUp(String nodeId) {
        return find(nodeId).isPresent();
    }

    /** The same without a node, if that life of it is listed. */
    NodeDirectory without(NodeInfo lost) {
        return new NodeDirectory(
                selfNodeId,
                nodes.stream()
                        .filter(
                                node ->
                                        !node.nodeId().equals(lost.nodeId())
                                                || node.startedAtMs() != lost.startedAtMs())
                        .toList());
    }

    /** The same with this state of a node in place of any other. */
    NodeDirectory with(NodeInfo news) {
        return new NodeDirectory(
                selfNodeId,
                Stream.concat(
                                nodes.stream().filter(node -> !node.nodeId().equals(news.nodeId())),
                                Stream.of(news))
                        .toList());
    }

    public Nodes toMessage() {
        return new Nodes(selfNodeId, nodes);
    }
}
