package dev.rallypoint.runtime;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.InternalPartitionService;
import com.hazelcast.map.IMap;
import com.hazelcast.map.impl.proxy.MapProxyImpl;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster map of texts in which a change that is reported as made is on two nodes, on the side of
 * the cluster that may write. Hazelcast by itself answers also when the backup copy was not
 * acknowledged, and runs a change a second time when the node that holds the entry is lost before
 * it answered. Here such a change is made once more over itself until it is acknowledged, and what
 * stands in its way is asked whether it was made from it.
 *
 * <p>Thread-safe; every method blocks, for seconds if a node was just lost.
 */
public final class HazelcastDurableMap {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastDurableMap.class);
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int FIRST_BACKUP = 1;

    /** Tells whether a value that came after a change of ours was made from it. */
    @FunctionalInterface
    public interface Lineage {
        /**
         * Empty if nobody can tell.
         *
         * @param later another value
         */
        Optional<Boolean> hasBecome(String ours, String later);

        /** Where each value is written once and never changed. */
        static Lineage none() {
            return (ours, later) -> Optional.of(false);
        }
    }

    private final HazelcastInstance hazelcast;
    private final IMap<String, String> map;
    private final HazelcastWriteGate gate;

    public HazelcastDurableMap(HazelcastInstance hazelcast, String name) {
        this.hazelcast = hazelcast;
        this.map = hazelcast.getMap(name);
        this.gate = HazelcastWriteGate.of(hazelcast);
        // By the property it would be so for Vert.x's own maps as well, whose every registration
        // would fail when an acknowledgement gets lost.
        ((MapProxyImpl<?, ?>) map).setFailOnIndeterminateOperationState(true);
    }

    /** For reading of many, listening, and what may be lost. */
    public IMap<String, String> map() {
        return map;
    }

    /**
     * The value, which may be an older one for moments while entries migrate; that there is none is
     * sure.
     *
     * @throws RejectedException TIMEOUT or SHUTTING_DOWN
     */
    public Optional<String> find(String key) {
        return HazelcastReads.ask(() -> Optional.ofNullable(map.get(key)))
                .or(() -> findNewest(key));
    }

    /**
     * The value as the next change will find it, for what is decided by it without a change.
     *
     * @throws RejectedException TIMEOUT or SHUTTING_DOWN
     */
    public Optional<String> findNewest(String key) {
        return HazelcastReads.ask(
                () -> Optional.ofNullable(map.executeOnKey(key, new HazelcastLookup())));
    }

    /**
     * Puts a value where there is none, or the same one.
     *
     * @return whether it is there; false if there is another one
     * @throws RejectedException CLUSTER_MINORITY: nothing was changed; OUTCOME_UNKNOWN: perhaps
     */
    public boolean putIfAbsent(String key, String value) {
        return change(key, HazelcastReplacement.ofNothing(value), Lineage.none());
    }

    /**
     * Puts a value, which nobody else ever puts there, in the place of another one.
     *
     * @return whether it was put; false if there is something else, which does not come from it
     * @throws RejectedException CLUSTER_MINORITY: nothing was changed; OUTCOME_UNKNOWN: perhaps
     */
    public boolean replace(String key, String before, String after, Lineage lineage) {
        return change(key, HazelcastReplacement.of(before, after), lineage);
    }

    /** The same with a value that is the last one and vanishes after a while. */
    public boolean replaceByLast(String key, String before, String last, Duration lasting) {
        return change(
                key,
                HazelcastReplacement.of(before, last).endingIn(lasting.toMillis()),
                Lineage.none());
    }

    /**
     * The same without the promise: the change may be on one node only, and be lost with it. For
     * what nobody was told of and somebody does again.
     *
     * @throws RejectedException CLUSTER_MINORITY: nothing was changed; OUTCOME_UNKNOWN: perhaps
     */
    public boolean replaceLightly(String key, String before, String after) {
        requireMajority();
        try {
            return HazelcastReplacement.of(before, after).in(map, key).isEmpty();
        } catch (HazelcastException | HazelcastInstanceNotActiveException unclear) {
            LOG.debug("light change unclear map={}", map.getName(), unclear);
            throw unknown();
        }
    }

    private void requireMajority() {
        if (!gate.mayWrite()) {
            throw new RejectedException(ProblemCode.CLUSTER_MINORITY);
        }
    }

    private boolean change(String key, HazelcastReplacement change, Lineage lineage) {
        requireMajority();
        long deadline = System.nanoTime() + SETTLE_NANOS;
        Optional<Boolean> done = attempt(key, change, lineage);
        while (done.isEmpty()) {
            if (System.nanoTime() > deadline || !gate.mayWrite()) {
                throw unknown();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            done = attempt(key, change, lineage);
        }
        return done.get() && made();
    }

    /** Empty if nobody can tell, or if there is only one copy of it yet. */
    private Optional<Boolean> attempt(String key, HazelcastReplacement change, Lineage lineage) {
        try {
            Optional<String> instead = change.in(map, key);
            if (instead.isEmpty()) {
                return onTwoNodes(key);
            }
            if (!isMadeFrom(change, instead.get(), lineage)) {
                return Optional.of(false);
            }
            // Exactly what was seen: it may have got lost since.
            HazelcastReplacement again = HazelcastReplacement.of(instead.get(), instead.get());
            return again.in(map, key).isEmpty() ? onTwoNodes(key) : Optional.empty();
        } catch (HazelcastException | HazelcastInstanceNotActiveException unclear) {
            LOG.debug("change unclear map={}", map.getName(), unclear);
            return Optional.empty();
        }
    }

    /**
     * A change may have been made although it is refused: the first answer was lost with its node.
     */
    private static boolean isMadeFrom(
            HazelcastReplacement change, String present, Lineage lineage) {
        return !present.isEmpty()
                && lineage.hasBecome(change.after(), present)
                        .orElseThrow(HazelcastDurableMap::unknown);
    }

    private Optional<Boolean> onTwoNodes(String key) {
        return hasTwoCopies(key) ? Optional.of(true) : Optional.empty();
    }

    /** The side may have been lost while the answer was under way. */
    private boolean made() {
        if (!gate.mayWrite()) {
            throw unknown();
        }
        return true;
    }

    private static RejectedException unknown() {
        return new RejectedException(ProblemCode.OUTCOME_UNKNOWN);
    }

    /**
     * Right after the loss of a node some entries have no place for a copy yet, and a change to
     * them waits for none. Not in Hazelcast's public interface.
     */
    private boolean hasTwoCopies(String key) {
        if (!gate.wantsTwoCopies()) {
            return true;
        }
        InternalPartitionService partitions =
                ((HazelcastInstanceProxy) hazelcast).getOriginal().node.getPartitionService();
        int partitionId = hazelcast.getPartitionService().getPartition(key).getPartitionId();
        return partitions.getPartition(partitionId, false).getReplica(FIRST_BACKUP) != null;
    }
}
