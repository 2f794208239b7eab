package dev.rallypoint.runtime;

import com.hazelcast.core.HazelcastInstance;

/**
 * Whether this node may change what the cluster shares; asked before and after each change.
 * Thread-safe and quick. The cluster room installs one in the Hazelcast member that it starts; a
 * member that stands alone has none and may always write.
 */
public interface HazelcastWriteGate {
    /** This node's side of the cluster may write now. */
    boolean mayWrite();

    /** A change counts only when it is on two nodes: there are enough of them for that. */
    boolean wantsTwoCopies();

    static void install(HazelcastInstance hazelcast, HazelcastWriteGate gate) {
        hazelcast.getUserContext().put(HazelcastWriteGate.class.getName(), gate);
    }

    static HazelcastWriteGate of(HazelcastInstance hazelcast) {
        Object gate = hazelcast.getUserContext().get(HazelcastWriteGate.class.getName());
        return gate == null ? new Open() : (HazelcastWriteGate) gate;
    }

    /** Of a member that stands alone. */
    final class Open implements HazelcastWriteGate {
        @Override
        public boolean mayWrite() {
            return true;
        }

        @Override
        public boolean wantsTwoCopies() {
            return false;
        }
    }
}
