package dev.rallypoint;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.store.HazelcastStoreKeeper;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this node opens a database: its own file only if no other node keeps one. */
final class HazelcastStoreChoice {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastStoreChoice.class);

    private HazelcastStoreChoice() {}

    /** Of a node in a cluster. Warns if nodes do not agree on the database. */
    static boolean isOurs(HazelcastInstance hazelcast, String nodeId, StoreConfig config) {
        if (!config.url().isBlank()) {
            HazelcastStoreKeeper.share(hazelcast, nodeId, config)
                    .forEach(
                            (node, other) ->
                                    LOG.warn(
                                            "{} has another database open than store.url says: {}."
                                                    + " Players of the one are unknown in the other,"
                                                    + " unless these are two names of one database",
                                            node,
                                            other));
            return true;
        }
        Optional<String> keeper = HazelcastStoreKeeper.claim(hazelcast, nodeId);
        keeper.ifPresent(
                node ->
                        LOG.warn(
                                "{} keeps the database of this cluster, so this node leaves its own"
                                        + " file closed; say so with store.enabled=false",
                                node));
        return keeper.isEmpty();
    }
}
