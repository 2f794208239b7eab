package dev.rallypoint.runtime;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.util.Map;

/**
 * Reads an entry where changes of it are made. A plain read may be answered by a node from which
 * the entry has just migrated and that has not heard so yet: it does not know what was written
 * since. Work that may change an entry waits until that is settled, so this must not be declared as
 * reading only.
 */
public final class HazelcastLookup
        implements EntryProcessor<String, String, String>, DataSerializable {
    private static final long serialVersionUID = 1L;

    /** Null = there is no such entry; Hazelcast carries no other absence. */
    @Override
    public String process(Map.Entry<String, String> entry) {
        return entry.getValue();
    }

    /** Null = nothing is to be done to the copy. */
    @Override
    public EntryProcessor<String, String, String> getBackupProcessor() {
        return null;
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // It has no state.
    }

    @Override
    public void readData(ObjectDataInput in) {
        // It has no state.
    }
}
