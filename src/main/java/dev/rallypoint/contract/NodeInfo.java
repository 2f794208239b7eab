package dev.rallypoint.contract;

import java.util.List;

/**
 * What a node tells the others about itself.
 *
 * @param relays at least one, in the order of {@code relay.loops}
 * @param stun {@code host:port} of its STUN server
 * @param sessions relay sessions now
 * @param maxSessions relay sessions it takes
 * @param stunAlternatePort the second port of its STUN server (RFC 5780); 0 = none
 * @param iceUrls of its STUN and TURN servers, such as {@code turn:192.0.2.1:3478?transport=udp}
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
        String version,
        int stunAlternatePort,
        List<String> iceUrls) {
    public NodeInfo {
        iceUrls = List.copyOf(iceUrls);
        relays = List.copyOf(relays);
        if (relays.isEmpty()) {
            throw new IllegalArgumentException("a node without a relay: " + nodeId);
        }
    }

    /** Of a node that hands out no URLs. */
    public NodeInfo(
            String nodeId,
            String region,
            List<RelayEndpoint> relays,
            String stun,
            int sessions,
            int maxSessions,
            boolean draining,
            long startedAtMs,
            String version) {
        this(
                nodeId,
                region,
                relays,
                stun,
                sessions,
                maxSessions,
                draining,
                startedAtMs,
                version,
                0,
                List.of());
    }

    public NodeInfo withIce(int alternatePort, List<String> urls) {
        return new NodeInfo(
                nodeId,
                region,
                relays,
                stun,
                sessions,
                maxSessions,
                draining,
                startedAtMs,
                version,
                alternatePort,
                urls);
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
                version,
                stunAlternatePort,
                iceUrls);
    }
}
