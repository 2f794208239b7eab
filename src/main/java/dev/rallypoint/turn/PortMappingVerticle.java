package dev.rallypoint.turn;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the router forward this node's ports while it runs, and tells what came of it. */
public final class PortMappingVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(PortMappingVerticle.class);
    private static final long RENEW_MS =
            TimeUnit.SECONDS.toMillis(PortmapperRouter.LEASE_SECONDS / 2);

    private final List<PortTable.Port> ports;
    private final String publicHost;
    private final Consumer<String> console;
    private final HomeRouter router;

    /** Of its own, and not waited for: a router may take longer than anybody who stops a node. */
    private final ExecutorService worker = Executors.newSingleThreadExecutor(this::daemon);

    /** Whoever asks the router now; guarded by this. */
    private Optional<Thread> asking = Optional.empty();

    private boolean isStopping;
    private List<String> told = List.of();

    /** A router that is asked to take its forwards back is not waited for any longer. */
    static final long GIVE_BACK_MS = 3_000;

    /**
     * @param ports that players need; those on loopback are passed over, and ranges: routers have
     *     no room for thousands of mappings
     * @param publicHost the address that players are told
     * @param console gets one line at a time, from any thread
     */
    public PortMappingVerticle(
            List<PortTable.Port> ports, String publicHost, Consumer<String> console) {
        this(ports, publicHost, console, new PortmapperRouter());
    }

    PortMappingVerticle(
            List<PortTable.Port> ports,
            String publicHost,
            Consumer<String> console,
            HomeRouter router) {
        this.ports =
                ports.stream()
                        .filter(port -> !port.bound().isLoopbackAddress() && !port.isRange())
                        .toList();
        this.publicHost = publicHost;
        this.console = console;
        this.router = router;
    }

    @Override
    public Future<?> start() {
        renew(0);
        vertx.setPeriodic(RENEW_MS, this::renew);
        return Future.succeededFuture();
    }

    private Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "rallypoint-portmapping");
        thread.setDaemon(true);
        return thread;
    }

    /** Looks for the router each time: it may have been restarted, or be another one. */
    private void renew(long timer) {
        worker.execute(this::askUnlessStopping);
    }

    private void askUnlessStopping() {
        synchronized (this) {
            if (isStopping) {
                return;
            }
            asking = Optional.of(Thread.currentThread());
        }
        try {
            tell(ask());
        } catch (InterruptedException stopping) {
            // Nobody wants to know any more.
        } catch (RuntimeException failure) {
            LOG.warn("port mapping failed: {}", failure.toString());
        } finally {
            forgetThread();
        }
    }

    private synchronized void forgetThread() {
        asking = Optional.empty();
        // An interruption that came too late is not meant for what this thread does next.
        Thread.interrupted();
    }

    private List<String> ask() throws InterruptedException {
        if (!router.find()) {
            return List.of(
                    "no router answers UPnP IGD, NAT-PMP or PCP: switch it on there, or forward the"
                            + " ports by hand");
        }
        List<String> lines = new ArrayList<>();
        for (PortTable.Port port : ports) {
            Optional<Forward> forward = router.forward(port);
            lines.add(
                    forward.map(given -> given.line(publicHost))
                            .orElse(
                                    port.number()
                                            + "/"
                                            + port.protocol()
                                            + " "
                                            + port.name()
                                            + ": the router refuses to forward it: do it by"
                                            + " hand"));
        }
        return lines;
    }

    /** Only what is new. */
    private void tell(List<String> lines) {
        if (!lines.equals(told)) {
            told = lines;
            lines.forEach(line -> console.accept("  router: " + line));
            lines.forEach(line -> LOG.info("port mapping: {}", line));
        }
    }

    /** Looking for a router takes some twenty seconds, which no stop waits for. */
    private synchronized void interrupt() {
        isStopping = true;
        asking.ifPresent(Thread::interrupt);
    }

    @Override
    public Future<?> stop() {
        interrupt();
        Promise<Void> stopped = Promise.promise();
        worker.execute(
                () -> {
                    router.close();
                    stopped.tryComplete();
                });
        worker.shutdown();
        vertx.setTimer(GIVE_BACK_MS, late -> stopped.tryComplete());
        return stopped.future();
    }
}
