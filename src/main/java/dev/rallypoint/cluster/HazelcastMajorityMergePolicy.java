package dev.rallypoint.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.impl.SerializationServiceSupport;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import com.hazelcast.spi.merge.SplitBrainMergeTypes.MapMergeTypes;
import dev.rallypoint.cluster.Quorum.Standing;
import java.io.IOException;
import java.util.Optional;

/**
 * What holds after a split: what the side that could write says, also that something is gone. Where
 * both could, in a cluster of two, the younger change. Made by Hazelcast, by the name in
 * cluster.xml, on the member that merges, and sent from there with the entries.
 */
public final class HazelcastMajorityMergePolicy
        implements SplitBrainMergePolicy<Object, MapMergeTypes<Object, Object>, Object>,
                HazelcastInstanceAware {
    /** As it came over the wire; empty on the member that merges. */
    private transient Optional<Standing> received = Optional.empty();

    private transient HazelcastInstance hazelcast;

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public Object merge(
            MapMergeTypes<Object, Object> mergingEntry,
            MapMergeTypes<Object, Object> existingEntry) {
        return switch (merging()) {
            case MINORITY -> existingEntry == null ? null : existingEntry.getRawValue();
            case MAJORITY -> mergingEntry.getRawValue();
            case UNPROTECTED ->
                    existingEntry == null
                                    || existingEntry.getLastUpdateTime()
                                            < mergingEntry.getLastUpdateTime()
                            ? mergingEntry.getRawValue()
                            : existingEntry.getRawValue();
        };
    }

    /** What the side of the merging entries was allowed to. */
    private Standing merging() {
        return received.orElseGet(
                () ->
                        HazelcastQuorum.of(hazelcast)
                                .map(HazelcastQuorum::standingBeforeMerge)
                                .orElse(Standing.UNPROTECTED));
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        // Hazelcast makes a policy known to its member only where it is applied.
        ((SerializationServiceSupport) out)
                .getSerializationService()
                .getManagedContext()
                .initialize(this);
        out.writeString(merging().name());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        received = Optional.of(Standing.valueOf(in.readString()));
    }
}
