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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster map of texts in which a change that is reported as made is on two nodes, on the side of
 * the cluster that may write. Hazelcast by itself answers also when the backup copy was not
 * acknowledged, and runs a change a second time when the node that holds the entry is lost before
 * it answered. Here such a change is looked at again: if it is there, it is written once more over
 * itself, until that is acknowledged.
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
        /** Empty if nobody can tell. */
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

    /** For reading, listening, and what may be lost. */
    public IMap<String, String> map() {
        return map;
    }

    /**
     * Puts a value where there is none.
     *
     * @return whether it was put; false if there is one
     * @throws RejectedException CLUSTER_MINORITY: nothing was changed; OUTCOME_UNKNOWN: perhaps
     */
    public boolean putIfAbsent(String key, String value) {
        return change(
                key,
                () -> map.putIfAbsent(key, value) == null,
                found -> Optional.of(found.equals(Optional.of(value))));
    }

    /**
     * Puts a value, which nobody else ever puts there, in the place of another one.
     *
     * @return whether it was put; false if there is something else
     * @throws RejectedException CLUSTER_MINORITY: nothing was changed; OUTCOME_UNKNOWN: perhaps
     */
    public boolean replace(String key, String before, String after, Lineage lineage) {
        return change(
                key,
                () -> map.replace(key, before, after),
                found -> found.flatMap(now -> contains(now, before, after, lineage)));
    }

    /**
     * The same without the promise: the change may be on one node only, and be lost with it. For
     * what nobody was told of and somebody does again.
     *
     * @throws RejectedException CLUSTER_MINORITY: nothing was changed; OUTCOME_UNKNOWN: perhaps
     */
    public boolean replaceLightly(String key, String before, String after) {
        if (!gate.mayWrite()) {
            throw new RejectedException(ProblemCode.CLUSTER_MINORITY);
        }
        try {
            return map.replace(key, before, after);
        } catch (HazelcastException | HazelcastInstanceNotActiveException unclear) {
            LOG.debug("light change unclear map={}", map.getName(), unclear);
            throw unknown();
        }
    }

    private static Optional<Boolean> contains(
            String now, String before, String after, Lineage lineage) {
        if (now.equals(before) || now.equals(after)) {
            return Optional.of(now.equals(after));
        }
        return lineage.hasBecome(after, now);
    }

    /** Whether what is found contains the change; empty if nobody can tell. */
    private interface Verdict {
        Optional<Boolean> of(Optional<String> found);
    }

    private boolean change(String key, BooleanSupplier attempt, Verdict verdict) {
        if (!gate.mayWrite()) {
            throw new RejectedException(ProblemCode.CLUSTER_MINORITY);
        }
        Optional<Boolean> done = outcome(key, attempt);
        long deadline = System.nanoTime() + SETTLE_NANOS;
        while (done.isEmpty()) {
            if (System.nanoTime() > deadline || !gate.mayWrite()) {
                throw unknown();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            Optional<String> made = look(key, verdict);
            done =
                    made.isEmpty()
                            ? outcome(key, attempt)
                            // Exactly what was seen: it may have got lost since.
                            : outcome(key, () -> map.replace(key, made.get(), made.get()))
                                    .filter(Boolean::booleanValue);
        }
        return done.get() && made();
    }

    /** Of one write; empty if nobody can tell, or if there is only one copy of it yet. */
    private Optional<Boolean> outcome(String key, BooleanSupplier write) {
        try {
            boolean done = write.getAsBoolean();
            return done && !hasTwoCopies(key) ? Optional.empty() : Optional.of(done);
        } catch (HazelcastException | HazelcastInstanceNotActiveException unclear) {
            LOG.debug("change unclear map={}", map.getName(), unclear);
            return Optional.empty();
        }
    }

    /** What contains the change; empty if it did not take place, so that it may be tried again. */
    private Optional<String> look(String key, Verdict verdict) {
        try {
            Optional<String> found = Optional.ofNullable(map.get(key));
            boolean isThere = verdict.of(found).orElseThrow(HazelcastDurableMap::unknown);
            return found.filter(value -> isThere);
        } catch (HazelcastException | HazelcastInstanceNotActiveException unclear) {
            LOG.debug("change not to be seen map={}", map.getName(), unclear);
            throw unknown();
        }
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
