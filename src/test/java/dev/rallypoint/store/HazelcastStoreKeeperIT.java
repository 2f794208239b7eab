package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HazelcastStoreKeeperIT {
    private HazelcastInstance hazelcast;

    @BeforeEach
    void start() {
        hazelcast = HazelcastInstances.standAlone();
    }

    @AfterEach
    void stop() {
        hazelcast.getLifecycleService().terminate();
    }

    @Test
    void theFirstNodeKeepsTheDatabase() {
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-a")).isEmpty();
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-b")).contains("node-a");
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-c")).contains("node-a");
    }

    @Test
    void aNewLifeOfTheKeeperKeepsItBeforeTheOldOneIsMissed() {
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-a")).isEmpty();
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-a")).isEmpty();
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-b")).contains("node-a");
    }

    @Test
    void aDeadKeeperIsSucceededByTheNextNodeThatStarts() {
        hazelcast.getMap(HazelcastStoreKeeper.MAP).put("keeper", "node-a " + UUID.randomUUID());
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-b")).isEmpty();
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-c")).contains("node-b");
    }
}
