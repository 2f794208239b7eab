package dev.rallypoint.store;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.Optional;

/**
 * Which node of a cluster keeps the database. Two files behind one bus address would each get half
 * of the calls: players unknown every other time, one device with two players, removed lobbies back
 * after a restart. So the first node that asks keeps it for as long as it lives. Nobody takes over
 * with another file: until the keeper is back, what needs the database is refused.
 */
public final class HazelcastStoreKeeper {
    static final String MAP = "rallypoint.store-keeper";
    private static final String KEY = "keeper";

    /** {@code member} is the life of the node: one that is not in the cluster any more is over. */
    private record Claim(String nodeId, String member) {
        static Claim of(String text) {
            int space = text.indexOf(' ');
            return new Claim(text.substring(0, space), text.substring(space + 1));
        }

        String text() {
            return nodeId + " " + member;
        }
    }

    private HazelcastStoreKeeper() {}

    /**
     * Makes this node the keeper unless another one is. Blocks.
     *
     * @return the other keeper's node id; empty if this node is it
     */
    public static Optional<String> claim(HazelcastInstance hazelcast, String nodeId) {
        IMap<String, String> map = hazelcast.getMap(MAP);
        String self =
                new Claim(nodeId, hazelcast.getCluster().getLocalMember().getUuid().toString())
                        .text();
        String holder = map.putIfAbsent(KEY, self);
        while (holder != null) {
            Claim held = Claim.of(holder);
            if (!held.nodeId.equals(nodeId) && isUp(hazelcast, held)) {
                return Optional.of(held.nodeId);
            }
            if (map.replace(KEY, holder, self)) {
                return Optional.empty();
            }
            holder = map.putIfAbsent(KEY, self);
        }
        return Optional.empty();
    }

    private static boolean isUp(HazelcastInstance hazelcast, Claim claim) {
        return hazelcast.getCluster().getMembers().stream()
                .anyMatch(member -> member.getUuid().toString().equals(claim.member));
    }
}
