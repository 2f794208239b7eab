package dev.rallypoint.store;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import dev.rallypoint.runtime.HazelcastReads;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The outbox in the cluster, from key to text, with a copy on a second node. Thread-safe; every
 * method may block: worker threads only.
 */
final class HazelcastOutbox {
    static final String MAP = "rallypoint.outbox";

    private final HazelcastInstance hazelcast;
    private final IMap<String, String> records;

    HazelcastOutbox(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.records = hazelcast.getMap(MAP);
    }

    void put(String key, String text) {
        records.set(key, text);
    }

    /** Unless there is one. */
    void putIfAbsent(String key, String text) {
        records.putIfAbsent(key, text);
    }

    /**
     * @throws dev.rallypoint.contract.RejectedException TIMEOUT or SHUTTING_DOWN
     */
    Optional<String> find(String key) {
        return HazelcastReads.ask(() -> Optional.ofNullable(records.get(key)));
    }

    void remove(String key, String text) {
        records.remove(key, text);
    }

    /** Keys of the records that this node holds, so that one node feels responsible for each. */
    Set<String> heldHere() {
        return records.localKeySet();
    }

    /**
     * Gives up what is beyond the bound.
     *
     * @return how many records
     */
    int dropBeyond(OutboxBound bound) {
        Set<String> here = heldHere();
        int excess = bound.excess(records.size(), here.size());
        if (excess == 0) {
            return 0;
        }
        List<String> oldest = OutboxBound.oldest(records.getAll(here), excess);
        oldest.forEach(records::delete);
        return oldest.size();
    }

    /** Whether nobody else has a copy. */
    boolean isAlone() {
        return hazelcast.getCluster().getMembers().size() == 1;
    }

    /** Tells of every new record that this node holds, on a Hazelcast thread. */
    UUID listen(Consumer<String> added) {
        EntryAddedListener<String, String> listener = entry -> added.accept(entry.getKey());
        return records.addLocalEntryListener(listener);
    }

    void stopListening(UUID listener) {
        records.removeEntryListener(listener);
    }
}
