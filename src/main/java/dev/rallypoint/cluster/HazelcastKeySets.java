package dev.rallypoint.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the nodes of a cluster tell each other of their keys: ids and times, nothing secret. Blocks.
 */
public final class HazelcastKeySets {
    static final String MAP = "rallypoint.key-sets";

    private final HazelcastInstance hazelcast;
    private final String nodeId;

    public HazelcastKeySets(HazelcastInstance hazelcast, String nodeId) {
        this.hazelcast = hazelcast;
        this.nodeId = nodeId;
    }

    /** Tells the others, now and again after a change. */
    public void tell(KeySets keys) {
        IMap<String, String> map = hazelcast.getMap(MAP);
        if (!keys.toText().equals(map.get(nodeId))) {
            map.set(nodeId, keys.toText());
        }
    }

    /** This node does not join after all. */
    void forget() {
        hazelcast.getMap(MAP).delete(nodeId);
    }

    /** By node id, of the nodes that are up, this one left out. */
    private Map<String, KeySets> others() {
        IMap<String, String> map = hazelcast.getMap(MAP);
        Map<String, KeySets> others = new TreeMap<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            String other = member.getAttribute(HazelcastQuorum.NODE_ID);
            if (!member.localMember() && other != null) {
                Optional.ofNullable(map.get(other))
                        .ifPresent(text -> others.put(other, KeySets.of(text)));
            }
        }
        return others;
    }

    /** With which other node a node with these keys does not fit, and why; for a person. */
    Optional<String> refusal(KeySets keys, long nowMs) {
        return others().entrySet().stream()
                .flatMap(
                        other ->
                                keys
                                        .refusal(other.getValue(), nowMs)
                                        .map(why -> why + " on " + other.getKey())
                                        .stream())
                .findFirst();
    }

    /** Keys that other nodes use, now or soon, and that are not here; for a person. */
    public Set<String> missing(KeySets keys, long nowMs) {
        Set<String> missing = new TreeSet<>();
        others().forEach(
                        (other, theirs) ->
                                keys.lackingOf(theirs, nowMs)
                                        .forEach(key -> missing.add(key.toString())));
        return missing;
    }
}
