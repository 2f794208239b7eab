package dev.rallypoint.ops;

import dev.rallypoint.contract.BusMessage.Nodes;
import dev.rallypoint.contract.NodeInfo;
import java.util.Optional;

/** Judges the parts of a node; each answer is empty if all is well, or says what is wrong. */
final class Readiness {
    /** The relay reports its load once a second. */
    private static final long RELAY_SILENCE_MS = 3_000;

    private long relayHeardAtMs = Long.MIN_VALUE;
    private Phase phase = Phase.STARTING;

    private enum Phase {
        STARTING,
        SERVING,
        STOPPING
    }

    void onRelayLoad(long nowMs) {
        relayHeardAtMs = nowMs;
    }

    void onServing() {
        phase = Phase.SERVING;
    }

    void onStopping() {
        phase = Phase.STOPPING;
    }

    Optional<String> relay(long nowMs) {
        if (relayHeardAtMs == Long.MIN_VALUE) {
            return Optional.of("the relay has not reported yet");
        }
        long silenceMs = nowMs - relayHeardAtMs;
        return silenceMs > RELAY_SILENCE_MS
                ? Optional.of("the relay has been silent for " + silenceMs + " ms")
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
}
