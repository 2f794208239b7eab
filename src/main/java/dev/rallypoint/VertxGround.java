package dev.rallypoint;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.ClusterConfigException;
import dev.rallypoint.cluster.HazelcastBusMembership;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.cluster.HazelcastQuorum;
import dev.rallypoint.contract.Config;
import dev.rallypoint.edge.VertxGate;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every room of a node stands on: Vert.x over a Hazelcast member, the typed bus, metrics,
 * clock and entropy. Its methods block: not for an event loop.
 */
final class VertxGround {
    private static final Logger LOG = LoggerFactory.getLogger(VertxGround.class);
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 20;
    private static final int FOLLOW_WALL_CLOCK_MS = 1_000;
    private static final int CONNECT_TIMEOUT_MS = 1_000;

    /** An event loop that is away for longer delays every packet of its players. */
    private static final int BLOCKED_LOOP_MS = 500;

    /**
     * For the other rooms, the event bus and the threads that ask it, with some to spare. Vert.x
     * hands its loops out in turn: with one for each, no relay shares its own with anybody.
     */
    private static final int OTHER_EVENT_LOOPS = 16;

    private final Entropy entropy = new SecureEntropy();
    private final EpochClock clock = new EpochClock();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final MicrometerMetrics metrics = registry.metrics();
    private final int eventLoops;
    private final boolean isClustered;
    private final CompletableFuture<HazelcastInstance> hazelcast;
    private final Vertx vertx;
    private final VertxBus bus;

    /**
     * The cluster to join.
     *
     * @param file for Hazelcast
     */
    record ClusterPlan(Path file, HazelcastInstances.Joining node, VertxBusTransport bus) {}

    /**
     * Starts Vert.x; Hazelcast is waited for in a cluster only.
     *
     * @param cluster empty = alone
     * @throws ConfigException if the cluster file is wrong, or the node does not fit the cluster
     */
    VertxGround(Config config, Optional<ClusterPlan> cluster) {
        eventLoops =
                Math.max(
                        VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE,
                        config.relay().loops() + OTHER_EVENT_LOOPS);
        isClustered = cluster.isPresent();
        // Takes a second or more: alone, the rooms that do not need it start meanwhile.
        hazelcast =
                CompletableFuture.supplyAsync(
                        () ->
                                cluster.map(
                                                plan ->
                                                        HazelcastInstances.clustered(
                                                                plan.file(), plan.node()))
                                        .orElseGet(HazelcastInstances::standAlone));
        VertxGate gate = new VertxGate(config.http(), config.security(), metrics, clock, entropy);
        VertxBuilder builder =
                Vertx.builder()
                        .withMetrics(registry.vertxFactory())
                        .withTransport(gate.transport());
        vertx =
                cluster.map(plan -> clusteredVertx(builder, plan.bus(), hazelcast()))
                        .orElseGet(() -> builder.with(options(new EventBusOptions())).build());
        vertx.exceptionHandler(failure -> LOG.error("unexpected failure", failure));
        vertx.setPeriodic(FOLLOW_WALL_CLOCK_MS, second -> clock.followWallClock());
        bus = new VertxBus(vertx);
    }

    /**
     * The event bus has no password either: it listens where the cluster file lets Hazelcast
     * listen, and not on the address Vert.x would choose, the first one of the machine.
     */
    private Vertx clusteredVertx(
            VertxBuilder builder, VertxBusTransport transport, HazelcastInstance member) {
        try {
            EventBusOptions bus = transport.options(HazelcastInstances.host(member));
            return await(
                    builder.with(options(bus))
                            .withClusterManager(new HazelcastBusMembership(member))
                            .buildClustered());
        } catch (RuntimeException failure) {
            member.shutdown();
            throw failure;
        }
    }

    /** Waits for it; throws ConfigException if the cluster file is wrong. */
    HazelcastInstance hazelcast() {
        try {
            return hazelcast.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof ClusterConfigException wrong) {
                throw new ConfigException(wrong.getMessage(), wrong);
            }
            throw failure;
        }
    }

    private VertxOptions options(EventBusOptions busOptions) {
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setMetricsOptions(registry.vertxOptions())
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(BLOCKED_LOOP_MS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(BLOCKED_LOOP_MS)
                .setEventBusOptions(busOptions.setConnectTimeout(CONNECT_TIMEOUT_MS));
    }

    boolean isClustered() {
        return isClustered;
    }

    Vertx vertx() {
        return vertx;
    }

    VertxBus bus() {
        return bus;
    }

    MicrometerRegistry registry() {
        return registry;
    }

    MicrometerMetrics metrics() {
        return metrics;
    }

    EpochClock clock() {
        return clock;
    }

    Ground forRooms() {
        return new Ground(bus, metrics, clock, entropy);
    }

    /** The result, or its failure as it is, checked or not. */
    static <T> T await(Future<T> future) {
        try {
            return future.await(START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "a part of the node did not start in " + START_SECONDS + " s", e);
        }
    }

    /**
     * @return whether it stopped cleanly and in time
     */
    boolean stop() {
        boolean clean = stopped("vertx", vertx.close());
        hazelcast.thenAccept(VertxGround::leave).exceptionally(failed -> null).join();
        registry.close();
        return clean;
    }

    private static void leave(HazelcastInstance member) {
        HazelcastQuorum.of(member).ifPresent(HazelcastQuorum::leave);
        member.shutdown();
    }

    /**
     * Waits for a part to stop.
     *
     * @return whether it stopped cleanly and in time
     */
    static boolean stopped(String part, Future<Void> stopping) {
        return stopped(part, stopping, STOP_SECONDS);
    }

    /** The same with another limit. */
    static boolean stopped(String part, Future<Void> stopping, int seconds) {
        try {
            stopping.await(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | RuntimeException failure) {
            LOG.error("{} did not stop cleanly", part, failure);
            return false;
        }
    }
}
