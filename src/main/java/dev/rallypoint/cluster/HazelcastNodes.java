package dev.rallypoint.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.rallypoint.contract.NodeInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster map of nodes: node id to JSON. Each entry names the Hazelcast member that wrote it,
 * so that any survivor can tell which entries are of the dead; removing them twice is harmless.
 * Thread-safe; every method blocks.
 */
final class HazelcastNodes {
    static final String MAP = "rallypoint.nodes";
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastNodes.class);

    /** What is stored. */
    record Entry(String memberId, NodeInfo node) {}

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final HazelcastInstance hazelcast;
    private final IMap<String, String> map;
    private final List<UUID> entryListeners = new ArrayList<>();
    private final List<UUID> memberListeners = new ArrayList<>();
    private final List<UUID> lifecycleListeners = new ArrayList<>();

    /** As it was last read. */
    private volatile Map<String, NodeInfo> nodeOfMember = Map.of();

    HazelcastNodes(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.map = hazelcast.getMap(MAP);
    }

    void put(NodeInfo self) {
        map.set(self.nodeId(), encode(new Entry(memberId(), self)));
    }

    /** Removes this node's entry, unless a newer life of the node has written it. */
    void remove(NodeInfo self) {
        Optional.ofNullable(map.get(self.nodeId()))
                .filter(json -> decode(json).filter(this::isOfThisLife).isPresent())
                .ifPresent(json -> map.remove(self.nodeId(), json));
    }

    /**
     * All nodes whose member is in the cluster; the others' entries are removed on the way. May
     * take seconds while a member is being lost, so who is a member is asked last.
     */
    List<NodeInfo> liveNodes() {
        Set<Map.Entry<String, String>> entries = map.entrySet();
        Set<String> members =
                hazelcast.getCluster().getMembers().stream()
                        .map(member -> member.getUuid().toString())
                        .collect(Collectors.toSet());
        Map<String, NodeInfo> live = new HashMap<>();
        for (Map.Entry<String, String> entry : entries) {
            Optional<Entry> stored = decode(entry.getValue());
            if (stored.filter(node -> members.contains(node.memberId())).isPresent()) {
                live.put(stored.get().memberId(), stored.get().node());
            } else if (stored.isPresent()) {
                map.remove(entry.getKey(), entry.getValue());
            }
        }
        nodeOfMember = Map.copyOf(live);
        return List.copyOf(live.values());
    }

    /**
     * Calls on a Hazelcast thread.
     *
     * @param changed whenever {@link #liveNodes()} may have changed
     * @param lost at once when the member of a node is gone: the map may not answer just then
     */
    void onChange(Runnable changed, Consumer<NodeInfo> lost) {
        entryListeners.add(
                map.addEntryListener(
                        (EntryAddedListener<String, String>) e -> changed.run(), false));
        entryListeners.add(
                map.addEntryListener(
                        (EntryUpdatedListener<String, String>) e -> changed.run(), false));
        entryListeners.add(
                map.addEntryListener(
                        (EntryRemovedListener<String, String>) e -> changed.run(), false));
        memberListeners.add(
                hazelcast
                        .getCluster()
                        .addMembershipListener(
                                new MembershipAdapter() {
                                    @Override
                                    public void memberRemoved(MembershipEvent event) {
                                        nodeOf(event).ifPresent(lost);
                                        changed.run();
                                    }
                                }));
    }

    private Optional<NodeInfo> nodeOf(MembershipEvent event) {
        return Optional.ofNullable(nodeOfMember.get(event.getMember().getUuid().toString()));
    }

    /** Calls on a Hazelcast thread when two sides of a split have become one again. */
    void onMerged(Runnable merged) {
        lifecycleListeners.add(
                hazelcast
                        .getLifecycleService()
                        .addLifecycleListener(
                                event -> {
                                    if (event.getState() == LifecycleState.MERGED) {
                                        merged.run();
                                    }
                                }));
    }

    void stopListening() {
        lifecycleListeners.forEach(hazelcast.getLifecycleService()::removeLifecycleListener);
        entryListeners.forEach(map::removeEntryListener);
        memberListeners.forEach(hazelcast.getCluster()::removeMembershipListener);
    }

    private String memberId() {
        return hazelcast.getCluster().getLocalMember().getUuid().toString();
    }

    static String encode(Entry entry) {
        try {
            return JSON.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a node record is always JSON", e);
        }
    }

    private boolean isOfThisLife(Entry entry) {
        return entry.memberId().equals(memberId());
    }

    /**
     * Empty if another version wrote it so that this one cannot read it: the others still count.
     */
    static Optional<Entry> decode(String json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, Entry.class));
        } catch (JsonProcessingException e) {
            LOG.warn("another version's node entry is left out: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
