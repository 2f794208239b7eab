package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.NodeInfo;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which node matches a pool: by rendezvous hashing, so that every node with the same list comes to
 * the same answer, and a node that comes or goes takes over or leaves its own pools only. A node
 * that is being drained matches none, unless all are.
 *
 * @param nodes that are up
 */
record PoolOwners(List<NodeInfo> nodes) {
    PoolOwners {
        nodes = List.copyOf(nodes);
    }

    /** Empty only if no node is known. */
    Optional<String> ownerOf(PoolKey pool) {
        return nodes.stream()
                .max(
                        Comparator.comparing((NodeInfo node) -> !node.draining())
                                .thenComparing(node -> weight(node.nodeId(), pool))
                                .thenComparing(NodeInfo::nodeId))
                .map(NodeInfo::nodeId);
    }

    boolean isOwner(String nodeId, PoolKey pool) {
        return ownerOf(pool).equals(Optional.of(nodeId));
    }

    /** Of a hash whose bits are all as good as each other. */
    private static long weight(String nodeId, PoolKey pool) {
        String name = pool.shard() + "\n" + pool.gameMode() + "\n" + nodeId;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .getLeastSignificantBits();
    }
}
