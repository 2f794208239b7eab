package dev.rallypoint.bench.host;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.relay.RelayCounters;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayLoop;
import dev.rallypoint.relay.RelayVerticle;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.PacketCiphers;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.security.Firewall;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One relay without the rest of a node: no HTTP, no cluster, no database. */
final class VertxRelayHost {
    private static final String HOST = "127.0.0.1";
    private static final String LOOP_THREADS = "vert.x-eventloop-thread";

    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private final RelayVerticle relay;
    private final RelayConfig config;

    VertxRelayHost(RelayTerms terms) {
        Config all = new ConfigLoader().assignments(terms.settings()).load();
        config = all.relay();
        FilterRules filter = FilterRules.of(all.filter(), Firewall.OPEN);
        // One event loop, so that what it allocates is the packet path's.
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        relay =
                new RelayVerticle(
                        new RelayVerticle.Settings(
                                new RelayLoop(config, 0),
                                terms.key102(),
                                terms.key101(),
                                HOST,
                                Set.of(),
                                1,
                                PacketCiphers.fastest(),
                                () -> filter),
                        new Ground(
                                new VertxBus(vertx),
                                new MicrometerRegistry().metrics(),
                                new EpochClock(),
                                new SecureEntropy()));
        vertx.deployVerticle(relay).await();
    }

    RelayFacts facts() {
        return new RelayFacts(relay.port(), config.protocolId());
    }

    /** Garbage is left where it is; the kernel's drops are for the parent to add. */
    RelaySnapshot snapshot() {
        RelayCounters counters = relay.counters();
        Runtime runtime = Runtime.getRuntime();
        return new RelaySnapshot(
                System.nanoTime(),
                system.getProcessCpuTime(),
                allocatedByLoops(),
                runtime.totalMemory() - runtime.freeMemory(),
                garbageCollections(),
                counters.get(Total.DATAGRAMS_RECEIVED),
                counters.get(Total.DATAGRAMS_SENT),
                counters.get(Total.MESSAGES_IN),
                counters.get(Total.MESSAGES_OUT),
                counters.get(Total.HANDSHAKES),
                counters.get(Total.SESSIONS),
                relay.sendFailures(),
                drops(counters),
                0,
                0);
    }

    /** After the garbage is collected. */
    RelaySnapshot collectedSnapshot() {
        System.gc();
        return snapshot();
    }

    private long allocatedByLoops() {
        long[] ids = threads.getAllThreadIds();
        return Arrays.stream(threads.getThreadInfo(ids))
                .filter(info -> info != null && info.getThreadName().startsWith(LOOP_THREADS))
                .mapToLong(info -> threads.getThreadAllocatedBytes(info.getThreadId()))
                .sum();
    }

    private static long garbageCollections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static Map<String, Long> drops(RelayCounters counters) {
        Map<String, Long> drops = new TreeMap<>();
        for (DropReason reason : DropReason.values()) {
            if (counters.dropped(reason) > 0) {
                drops.put(reason.label(), counters.dropped(reason));
            }
        }
        return drops;
    }
}
