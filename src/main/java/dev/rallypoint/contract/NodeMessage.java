package dev.rallypoint.contract;

import java.util.List;

/** The nodes of the cluster. */
public sealed interface NodeMessage extends BusMessage {
    record GetNodes() implements NodeMessage {}

    /** All nodes that are up, this one included; also published when it changes. */
    record Nodes(String selfNodeId, List<NodeInfo> nodes) implements NodeMessage {}

    /**
     * Asks a node to hand its matches over and take no new ones, or to take them again.
     *
     * @param draining false = take matches again
     */
    record DrainNode(boolean draining) implements NodeMessage {}

    /**
     * An operator says that a node never comes back: it has no say any more.
     *
     * @param thoughCutOff also where this node may not write, for the lost ones were most
     */
    record ForgetNode(String nodeId, boolean thoughCutOff) implements NodeMessage {}
}
