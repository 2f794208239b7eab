package dev.rallypoint.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.rallypoint.cluster.HazelcastInstances.Joining;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whether a node fits the cluster that its Hazelcast member has joined. */
final class HazelcastAdmission {
    static final String MAP = "rallypoint.facts";
    private static final String KEY = "facts";

    /** A dead node is in the list until it has been silent for max.no.heartbeat. */
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(7);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private HazelcastAdmission() {}

    /**
     * @throws ClusterConfigException if it does not
     */
    static void check(HazelcastInstance hazelcast, Joining node) {
        refuseSecondLife(hazelcast, node.nodeId());
        IMap<String, String> map = hazelcast.getMap(MAP);
        String present = map.putIfAbsent(KEY, node.facts().toText());
        Optional.ofNullable(present)
                .flatMap(node.facts()::differences)
                .ifPresent(differences -> refuse(hazelcast, differences));
        admitKeys(hazelcast, node);
    }

    /** Asked again after it was told: of two that come at the same time one sees the other. */
    private static void admitKeys(HazelcastInstance hazelcast, Joining node) {
        HazelcastKeySets keys = new HazelcastKeySets(hazelcast, node.nodeId());
        long nowMs = System.currentTimeMillis();
        keys.refusal(node.keys(), nowMs).ifPresent(why -> refuse(hazelcast, why));
        keys.tell(node.keys());
        keys.refusal(node.keys(), nowMs)
                .ifPresent(
                        why -> {
                            keys.forget();
                            refuse(hazelcast, why);
                        });
    }

    private static void refuse(HazelcastInstance hazelcast, String differences) {
        throw new ClusterConfigException(
                "this node does not fit the cluster "
                        + hazelcast.getConfig().getClusterName()
                        + ": "
                        + differences
                        + ". Give all nodes the same, or this one another cluster-name in its"
                        + " cluster file");
    }

    private static void refuseSecondLife(HazelcastInstance hazelcast, String nodeId) {
        long deadline = System.nanoTime() + DEAD_NANOS;
        while (isThereBefore(hazelcast, nodeId)) {
            if (System.nanoTime() > deadline) {
                throw new ClusterConfigException(
                        nodeId
                                + " is in the cluster already: the data directory of another node"
                                + " was copied. Start with an empty node.dataDirectory, or delete"
                                + " node.properties in this one");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Of two that come at the same time the second one is refused. */
    private static boolean isThereBefore(HazelcastInstance hazelcast, String nodeId) {
        for (Member member : hazelcast.getCluster().getMembers()) {
            if (member.localMember()) {
                return false;
            }
            if (nodeId.equals(member.getAttribute(HazelcastQuorum.NODE_ID))) {
                return true;
            }
        }
        return false;
    }
}
