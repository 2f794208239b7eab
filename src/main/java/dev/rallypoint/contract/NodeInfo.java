package dev.rallypoint.contract;

import java.util.List;

/**
 * What a node tells the others about itself.
 *
 * @param relays at least one, in the order of {@code relay.loops}
 * @param stun {@code host:port} of its STUN server
 * @param sessions relay sessions now
 * @param maxSessions relay sessions it takes
 */
public record NodeInfo(
        String nodeId,
        String region,
        List<RelayEndpoint> relays,
        String stun,
        int sessions,
        int maxSessions,
        boolean draining,
        long startedAtMs,
        String version) {
    public NodeInfo {
        relays = List.copyOf(relays);
        if (relays.isEmpty()) {
            throw new IllegalArgumentException("a node without a relay: " + nodeId);
        }
    }

    /** The one that stands for the node where only one can be told. */
    public RelayEndpoint firstRelay() {
        return relays.get(0);
    }

    /** The share of its sessions in use, 0..1. */
    public double load() {
        return maxSessions == 0 ? 1 : (double) sessions / maxSessions;
    }

    public NodeInfo withLoad(int newSessions, boolean newDraining) {
        return new NodeInfo(
                nodeId,
                region,
                relays,
                stun,
                newSessions,
                maxSessions,
                newDraining,
                startedAtMs,
                version);
    }
}
