package dev.rallypoint.lobby;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.flakeidgen.FlakeIdGenerator;
import dev.rallypoint.runtime.HazelcastReads;

/**
 * Sequences for netcode 1.01 tokens, where they are the nonce: never the same twice in a cluster,
 * nor after a restart, since they grow with the clock. Two clusters must not share the 1.01 key.
 * May block when a batch is used up: worker threads only.
 */
final class HazelcastTokenSequence {
    static final String NAME = "rallypoint.token-sequences";
    private final FlakeIdGenerator generator;

    HazelcastTokenSequence(HazelcastInstance hazelcast) {
        generator = hazelcast.getFlakeIdGenerator(NAME);
    }

    /**
     * @throws dev.rallypoint.contract.RejectedException TIMEOUT or SHUTTING_DOWN
     */
    long next() {
        return HazelcastReads.ask(generator::newId);
    }
}
