package dev.rallypoint;

import dev.rallypoint.cluster.HazelcastKeySets;
import dev.rallypoint.cluster.KeySets;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.KeyFiles;
import dev.rallypoint.runtime.KeyRing;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.NodeKeys;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the key files of a running node, and compares its keys with those of the other nodes of
 * its cluster: a node that lacks a key refuses players whom another one let in.
 */
final class VertxKeyWatch {
    private static final Logger LOG = LoggerFactory.getLogger(VertxKeyWatch.class);
    private static final long LOOK_MS = 1_000;
    private static final double MS_PER_SECOND = 1_000;

    private final Vertx vertx;
    private final NodeKeys keys;
    private final EpochClock clock;

    /** Empty = alone. */
    private final Optional<HazelcastKeySets> cluster;

    private boolean isLooking;
    private String damage = "";
    private Set<String> missing = Set.of();
    private volatile int missingCount;

    VertxKeyWatch(VertxGround ground, NodeKeys keys, Optional<HazelcastKeySets> cluster) {
        this.vertx = ground.vertx();
        this.keys = keys;
        this.clock = ground.clock();
        this.cluster = cluster;
        MicrometerMetrics metrics = ground.metrics();
        KeyFiles.NAMES.forEach(name -> metrics.gauge(Metric.KEY_AGE, () -> age(name), name));
        metrics.gauge(Metric.KEYS_MISSING, () -> missingCount);
    }

    /** What this node has, for the others. */
    static KeySets told(NodeKeys keys) {
        return new KeySets(
                KeyFiles.NAMES.stream()
                        .flatMap(
                                name ->
                                        keys.ring(name).keys().stream()
                                                .map(
                                                        key ->
                                                                new KeySets.Known(
                                                                        "keys." + name,
                                                                        key.id(),
                                                                        key.usedFromMs())))
                        .toList());
    }

    private double age(String name) {
        long nowMs = clock.nowMs();
        KeyRing.Key key = keys.ring(name).at(nowMs);
        return key.usedFromMs() == 0
                ? Double.NaN
                : Math.max(0, nowMs - key.usedFromMs()) / MS_PER_SECOND;
    }

    /** From now on, until Vert.x is closed. */
    void start() {
        vertx.setPeriodic(LOOK_MS, timer -> look());
    }

    private void look() {
        if (isLooking) {
            return;
        }
        isLooking = true;
        vertx.executeBlocking(
                        () -> {
                            reload();
                            return compare();
                        })
                .onSuccess(this::report)
                .onFailure(failure -> LOG.debug("keys not compared", failure))
                .onComplete(looked -> isLooking = false);
    }

    private void reload() {
        try {
            List<String> changed = keys.reload();
            changed.forEach(
                    name -> LOG.info("keys have changed key={} keys=[{}]", name, keys.ring(name)));
            damage = "";
        } catch (ConfigException damaged) {
            if (!damage.equals(damaged.getMessage())) {
                damage = damaged.getMessage();
                LOG.error("the keys stay as they are: {}", damage);
            }
        }
    }

    private Set<String> compare() {
        if (cluster.isEmpty()) {
            return Set.of();
        }
        KeySets told = told(keys);
        cluster.get().tell(told);
        return cluster.get().missing(told, clock.nowMs());
    }

    private void report(Set<String> lacking) {
        missingCount = lacking.size();
        Set<String> news = new TreeSet<>(lacking);
        news.removeAll(missing);
        missing = lacking;
        news.forEach(
                key ->
                        LOG.error(
                                "other nodes have a key that this one lacks: copy their key files"
                                        + " here before it is used, or players of theirs are"
                                        + " refused key=\"{}\"",
                                key));
    }
}
