package dev.rallypoint.cluster;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which node and which of its relays a match races on. The node by weighted rendezvous hashing, the
 * weight being the node's free sessions. Every node comes to the same answer from the same
 * directory, busy nodes get proportionally fewer matches, and the loss of a node moves only the
 * matches it had.
 */
public final class Placement {
    private static final String RELAY = "relay";
    private static final double UNIT = 0x1p-53;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private Placement() {}

    /**
     * The node for a match: one of the region, else one of any region.
     *
     * @param key the lobby's id
     * @return empty if no node takes sessions
     */
    public static Optional<NodeInfo> choose(NodeDirectory directory, String region, String key) {
        return rank(directory, region, key, 1).stream().findFirst();
    }

    /**
     * The best nodes for a match, best first: those of the region before all others.
     *
     * @param key the lobby's id
     * @return at most {@code limit}; only nodes that take sessions
     */
    public static List<NodeInfo> rank(
            NodeDirectory directory, String region, String key, int limit) {
        Comparator<NodeInfo> near =
                Comparator.comparing((NodeInfo node) -> node.region().equals(region));
        return directory.nodes().stream()
                .filter(Placement::takesSessions)
                .sorted(
                        near.thenComparingDouble(node -> score(node, key))
                                .thenComparing(NodeInfo::nodeId)
                                .reversed())
                .limit(limit)
                .toList();
    }

    /** Whether matches may be placed on it. */
    public static boolean takesSessions(NodeInfo node) {
        return !node.draining() && node.sessions() < node.maxSessions();
    }

    /**
     * The relay for a match on its home node: by the key alone, so that whoever mints a token names
     * the same port, as long as the node lives.
     *
     * @param key the lobby's id
     */
    public static RelayEndpoint relay(NodeInfo home, String key) {
        // Not the hash that chose the node: those of its matches are alike.
        long hash = hash(RELAY, key);
        return home.relays().get((int) Long.remainderUnsigned(hash, home.relays().size()));
    }

    /** -weight / ln(u), u uniform in (0, 1): the largest wins with probability weight / sum. */
    private static double score(NodeInfo node, String key) {
        double uniform = ((hash(node.nodeId(), key) >>> 11) + 0.5) * UNIT;
        return -(node.maxSessions() - node.sessions()) / Math.log(uniform);
    }

    private static long hash(String salt, String key) {
        long hash = GOLDEN;
        for (String part : List.of(salt, key)) {
            for (int i = 0; i < part.length(); i++) {
                hash = mix(hash ^ part.charAt(i));
            }
            hash = mix(hash + GOLDEN);
        }
        return hash;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
