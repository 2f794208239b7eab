package dev.rallypoint.store;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.runtime.ConfigException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which database a cluster has. Two SQLite files behind one bus address would each get half of the
 * calls: players unknown every other time, one device with two players, removed lobbies back after
 * a restart. So the first node that asks keeps its file open for as long as it lives. Nobody takes
 * over with another file: until the keeper is back, what needs the database is refused. PostgreSQL
 * is opened by every node, but not beside a file.
 */
public final class HazelcastStoreKeeper {
    static final String MAP = "rallypoint.store-keeper";
    private static final String KEY = "keeper";

    /** Followed by a node id; the value is its database and its life. */
    private static final String SHARED_PREFIX = "shared/";

    /**
     * @param name the keeper's node id, or the shared database
     * @param member the life of the node: one that is not in the cluster any more is over
     */
    private record Claim(String name, String member) {
        static Claim of(String text) {
            int space = text.indexOf(' ');
            return new Claim(text.substring(0, space), text.substring(space + 1));
        }

        String text() {
            return name + " " + member;
        }
    }

    private HazelcastStoreKeeper() {}

    /**
     * Makes this node the keeper of its SQLite file unless another one is. Blocks.
     *
     * @return the other keeper's node id; empty if this node is it
     * @throws ConfigException if other nodes have PostgreSQL open
     */
    public static Optional<String> claim(HazelcastInstance hazelcast, String nodeId) {
        refuseBesideShared(hazelcast);
        Optional<String> other = claimFile(hazelcast, nodeId);
        if (other.isEmpty()) {
            // Somebody may have begun meanwhile: one of the two sees the other.
            refuseBesideShared(hazelcast);
        }
        return other;
    }

    /**
     * Notes that this node opens the PostgreSQL database of its configuration. Blocks.
     *
     * @return the other databases that nodes of this cluster have open, by node id
     * @throws ConfigException if another node keeps a SQLite file, or a URL is none
     */
    public static Map<String, String> share(
            HazelcastInstance hazelcast, String nodeId, StoreConfig config) {
        String where = PostgresUrl.of("store.url", config.url()).where();
        IMap<String, String> map = hazelcast.getMap(MAP);
        map.set(SHARED_PREFIX + nodeId, new Claim(where, lifeOf(hazelcast)).text());
        String holder = map.get(KEY);
        if (holder != null) {
            Claim held = Claim.of(holder);
            if (!held.name.equals(nodeId) && isUp(hazelcast, held)) {
                map.delete(SHARED_PREFIX + nodeId);
                throw new ConfigException(
                        "store.url: node "
                                + held.name
                                + " of this cluster keeps the database in a SQLite file; a cluster has"
                                + " one database. Set the same store.url on all nodes, or"
                                + " store.enabled=false on this one");
            }
        }
        Map<String, String> others = shared(hazelcast);
        others.values().removeIf(where::equals);
        return others;
    }

    private static void refuseBesideShared(HazelcastInstance hazelcast) {
        Map<String, String> shared = shared(hazelcast);
        if (!shared.isEmpty()) {
            IMap<String, String> map = hazelcast.getMap(MAP);
            Optional.ofNullable(map.get(KEY))
                    .filter(text -> Claim.of(text).member.equals(lifeOf(hazelcast)))
                    .ifPresent(own -> map.remove(KEY, own));
            throw new ConfigException(
                    "store.url is empty, but this cluster has its database in PostgreSQL: "
                            + shared.values().iterator().next()
                            + ". Set the same store.url on this node, or store.enabled=false: it then"
                            + " asks the others");
        }
    }

    /** What nodes that are up have open, by node id. */
    private static Map<String, String> shared(HazelcastInstance hazelcast) {
        Map<String, String> shared = new TreeMap<>();
        hazelcast
                .<String, String>getMap(MAP)
                .forEach(
                        (key, text) -> {
                            Claim claim = Claim.of(text);
                            if (key.startsWith(SHARED_PREFIX) && isUp(hazelcast, claim)) {
                                shared.put(key.substring(SHARED_PREFIX.length()), claim.name);
                            }
                        });
        return shared;
    }

    private static String lifeOf(HazelcastInstance hazelcast) {
        return hazelcast.getCluster().getLocalMember().getUuid().toString();
    }

    private static Optional<String> claimFile(HazelcastInstance hazelcast, String nodeId) {
        IMap<String, String> map = hazelcast.getMap(MAP);
        String self = new Claim(nodeId, lifeOf(hazelcast)).text();
        String holder = map.putIfAbsent(KEY, self);
        while (holder != null) {
            Claim held = Claim.of(holder);
            if (!held.name.equals(nodeId) && isUp(hazelcast, held)) {
                return Optional.of(held.name);
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
