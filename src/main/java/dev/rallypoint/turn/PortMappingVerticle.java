package dev.rallypoint.turn;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final PortmapperRouter router = new PortmapperRouter();
    private WorkerExecutor worker;
    private List<String> told = List.of();

    /**
     * @param ports that players need; those on loopback are passed over
     * @param publicHost the address that players are told
     * @param console gets one line at a time, from any thread
     */
    public PortMappingVerticle(
            List<PortTable.Port> ports, String publicHost, Consumer<String> console) {
        this.ports = ports.stream().filter(port -> !port.bound().isLoopbackAddress()).toList();
        this.publicHost = publicHost;
        this.console = console;
    }

    @Override
    public Future<?> start() {
        worker = vertx.createSharedWorkerExecutor("rallypoint-portmapping", 1);
        renew(0);
        vertx.setPeriodic(RENEW_MS, this::renew);
        return Future.succeededFuture();
    }

    /** Looks for the router each time: it may have been restarted, or be another one. */
    private void renew(long timer) {
        worker.executeBlocking(this::ask)
                .onSuccess(this::tell)
                .onFailure(failure -> LOG.warn("port mapping failed: {}", failure.toString()));
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

    @Override
    public Future<?> stop() {
        Promise<Void> stopped = Promise.promise();
        worker.executeBlocking(
                        () -> {
                            router.close();
                            return null;
                        })
                .compose(closed -> worker.close())
                .onComplete(closed -> stopped.complete());
        return stopped.future();
    }
}
