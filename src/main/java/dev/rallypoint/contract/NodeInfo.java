package dev.rallypoint.contract;

/**
 * What a node tells the others about itself.
 *
 * @param stun {@code host:port} of its STUN server
 * @param sessions relay sessions now
 * @param maxSessions relay sessions it takes
 */
public record NodeInfo(
        String nodeId,
        String region,
        RelayEndpoint relay,
        String stun,
        int sessions,
        int maxSessions,
        boolean draining,
        long startedAtMs,
        String version) {
    /** The share of its sessions in use, 0..1. */
    public double load() {
        return maxSessions == 0 ? 1 : (double) sessions / maxSessions;
    }

    public NodeInfo withLoad(int newSessions, boolean newDraining) {
        return new NodeInfo(
                nodeId,
                region,
                relay,
                stun,
                newSessions,
                maxSessions,
                newDraining,
                startedAtMs,
                version);
    }
}
