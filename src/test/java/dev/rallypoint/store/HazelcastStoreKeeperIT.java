package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.runtime.ConfigException;
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

    private static StoreConfig postgres(String host) {
        return StoreNode.postgres("jdbc:postgresql://" + host + "/game");
    }

    @Test
    void postgresqlIsOpenedByEveryNode() {
        assertThat(HazelcastStoreKeeper.share(hazelcast, "node-a", postgres("one"))).isEmpty();
        assertThat(HazelcastStoreKeeper.share(hazelcast, "node-b", postgres("one"))).isEmpty();
    }

    @Test
    void whoHasAnotherPostgresqlOpenIsNamed() {
        HazelcastStoreKeeper.share(hazelcast, "node-a", postgres("one"));
        assertThat(HazelcastStoreKeeper.share(hazelcast, "node-b", postgres("two")))
                .containsExactly(entry("node-a", "one/game"));
    }

    @Test
    void postgresqlBesideAFileIsRefused() {
        HazelcastStoreKeeper.claim(hazelcast, "node-a");
        assertThatThrownBy(() -> HazelcastStoreKeeper.share(hazelcast, "node-b", postgres("one")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("store.url", "node-a", "SQLite", "store.enabled=false");
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-a")).isEmpty();
    }

    @Test
    void aFileBesidePostgresqlIsRefused() {
        HazelcastStoreKeeper.share(hazelcast, "node-a", postgres("one"));
        assertThatThrownBy(() -> HazelcastStoreKeeper.claim(hazelcast, "node-b"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("store.url", "one/game", "store.enabled=false");
        assertThat(HazelcastStoreKeeper.share(hazelcast, "node-c", postgres("one"))).isEmpty();
    }

    @Test
    void whatADeadNodeHadOpenBindsNobody() {
        hazelcast
                .getMap(HazelcastStoreKeeper.MAP)
                .put("shared/node-a", "one/game " + UUID.randomUUID());
        assertThat(HazelcastStoreKeeper.claim(hazelcast, "node-b")).isEmpty();
    }
}
