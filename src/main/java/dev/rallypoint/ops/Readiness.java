package dev.rallypoint.ops;

import dev.rallypoint.contract.AddressMessage.QuorumState;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.Nodes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Judges the parts of a node; each answer is empty if all is well, or says what is wrong. */
final class Readiness {
    /** A relay reports its load once a second. */
    private static final long RELAY_SILENCE_MS = 3_000;

    /** When each relay of the node last reported. */
    private final Map<Integer, Long> relaysHeardAtMs = new TreeMap<>();

    private Phase phase = Phase.STARTING;

    private enum Phase {
        STARTING,
        SERVING,
        STOPPING
    }

    /**
     * @param loop which of the node's relays
     */
    void onRelayLoad(int loop, long nowMs) {
        relaysHeardAtMs.put(loop, nowMs);
    }

    void onServing() {
        phase = Phase.SERVING;
    }

    void onStopping() {
        phase = Phase.STOPPING;
    }

    Optional<String> relay(long nowMs) {
        for (Map.Entry<Integer, Long> relay : relaysHeardAtMs.entrySet()) {
            long silenceMs = nowMs - relay.getValue();
            if (silenceMs > RELAY_SILENCE_MS) {
                return Optional.of(
                        "relay "
                                + relay.getKey()
                                + " of this node has been silent for "
                                + silenceMs
                                + " ms");
            }
        }
        return relaysHeardAtMs.isEmpty()
                ? Optional.of("the relay has not reported yet")
                : Optional.empty();
    }

    Optional<String> node() {
        return switch (phase) {
            case STARTING -> Optional.of("the node is starting");
            case SERVING -> Optional.empty();
            case STOPPING -> Optional.of("the node is stopping");
        };
    }

    Optional<String> cluster(Nodes nodes) {
        for (NodeInfo node : nodes.nodes()) {
            if (node.nodeId().equals(nodes.selfNodeId())) {
                return node.draining()
                        ? Optional.of("the node is being drained")
                        : Optional.empty();
            }
        }
        return Optional.of("the cluster does not list this node");
    }

    static Optional<String> quorum(QuorumState quorum) {
        return quorum.mayWrite()
                ? Optional.empty()
                : Optional.of(
                        "this node reaches "
                                + quorum.reached()
                                + " of the "
                                + quorum.voters()
                                + " nodes that have a say: it changes no lobby");
    }
}
