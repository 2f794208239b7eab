package dev.rallypoint.security;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.runtime.HazelcastDurableMap;
import dev.rallypoint.runtime.HazelcastDurableMap.Lineage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Bans in the cluster, from what is banned to the newest decision about it, on two nodes before
 * anybody is told of it. Thread-safe; every method blocks: worker threads only.
 */
final class HazelcastBans {
    static final String MAP = "rallypoint.bans";
    private static final int ATTEMPTS = 64;

    /** A later revision was decided in knowledge of the earlier ones. */
    private static final Lineage LINEAGE =
            (ours, later) -> Optional.of(revision(later) >= revision(ours));

    private final HazelcastDurableMap writer;
    private final IMap<String, String> bans;
    private final List<UUID> listeners = new ArrayList<>();

    HazelcastBans(HazelcastInstance hazelcast) {
        writer = new HazelcastDurableMap(hazelcast, MAP);
        bans = writer.map();
    }

    private static long revision(String text) {
        return BanCodec.decode(text).revision();
    }

    /**
     * Decides anew.
     *
     * @param rule gets the decision before; its answer is that one if there is nothing to change
     * @return what holds now
     * @throws RejectedException CLUSTER_MINORITY, OUTCOME_UNKNOWN, CONFLICT
     */
    SavedBan change(String key, UnaryOperator<Optional<SavedBan>> rule) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<String> text = Optional.ofNullable(bans.get(key));
            Optional<SavedBan> before = text.map(BanCodec::decode);
            Optional<SavedBan> after = rule.apply(before);
            if (after.equals(before) || after.isEmpty()) {
                return before.orElseThrow(() -> new RejectedException(ProblemCode.BAN_NOT_FOUND));
            }
            if (write(key, text, BanCodec.encode(after.get()))) {
                return after.get();
            }
        }
        throw new RejectedException(ProblemCode.CONFLICT);
    }

    private boolean write(String key, Optional<String> before, String after) {
        return before.map(text -> writer.replace(key, text, after, LINEAGE))
                .orElseGet(() -> writer.putIfAbsent(key, after));
    }

    Collection<SavedBan> all() {
        return bans.values().stream().map(BanCodec::decode).toList();
    }

    /** Those that this node holds, so that one node feels responsible for each. */
    Collection<SavedBan> heldHere() {
        return bans.getAll(bans.localKeySet()).values().stream().map(BanCodec::decode).toList();
    }

    /** Forgets a decision, unless there is a newer one. */
    void forget(SavedBan ended) {
        bans.remove(BanRules.key(ended.ban()), BanCodec.encode(ended));
    }

    /** Tells of every decision in the cluster, on a Hazelcast thread. */
    void listen(Consumer<SavedBan> decided) {
        EntryAddedListener<String, String> added =
                entry -> decided.accept(BanCodec.decode(entry.getValue()));
        EntryUpdatedListener<String, String> updated =
                entry -> decided.accept(BanCodec.decode(entry.getValue()));
        EntryMergedListener<String, String> merged =
                entry -> decided.accept(BanCodec.decode(entry.getValue()));
        listeners.add(bans.addEntryListener(added, true));
        listeners.add(bans.addEntryListener(updated, true));
        listeners.add(bans.addEntryListener(merged, true));
    }

    void stopListening() {
        listeners.forEach(bans::removeEntryListener);
    }
}
