package dev.rallypoint.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The nodes of which a majority may write.
 *
 * @param version grows with each change
 * @param nodeIds in their order; empty if this node knows of none yet
 */
record Voters(long version, List<String> nodeIds) {
    /** Fewer cannot tell a dead node from a cut cable, so that each of them may always write. */
    private static final int PROTECTED = 3;

    Voters {
        nodeIds = List.copyOf(new TreeSet<>(nodeIds));
    }

    static Voters none() {
        return new Voters(0, List.of());
    }

    static Voters first(String nodeId) {
        return new Voters(1, List.of(nodeId));
    }

    boolean isProtected() {
        return nodeIds.size() >= PROTECTED;
    }

    /** Whether these nodes may write as far as these voters go. */
    boolean admit(Set<String> nodes) {
        return !isProtected() || isMajority(nodes);
    }

    boolean isMajority(Collection<String> nodes) {
        return 2 * nodeIds.stream().filter(nodes::contains).count() > nodeIds.size();
    }

    boolean has(String nodeId) {
        return nodeIds.contains(nodeId);
    }

    Voters next(Collection<String> newNodeIds) {
        return new Voters(version + 1, List.copyOf(newNodeIds));
    }
}
