package dev.rallypoint.turn;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.DiscoverAddress;
import dev.rallypoint.contract.BusMessage.DiscoveredAddress;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One real STUN room on a Vert.x of its own; names are looked up in the hosts file only. */
final class StunNode implements AutoCloseable {
    /** The discard port of loopback: nobody serves DNS there. */
    private static final String NO_DNS = "127.0.0.1:9";

    private final Vertx vertx =
            Vertx.vertx(
                    new VertxOptions()
                            .setPreferNativeTransport(true)
                            .setAddressResolverOptions(
                                    new AddressResolverOptions()
                                            .addServer(NO_DNS)
                                            .setQueryTimeout(60_000)));
    private final VertxBus bus = new VertxBus(vertx);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StunVerticle verticle;
    private final String deploymentId;

    private StunNode(String host, int port, int requestsPerSource) {
        verticle =
                new StunVerticle(
                        new Config.Stun(host, port, List.of(), 2_000, requestsPerSource),
                        new Ground(
                                bus,
                                new MicrometerMetrics(registry),
                                new EpochClock(),
                                new SecureEntropy()));
        try {
            deploymentId = await(vertx.deployVerticle(verticle));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static StunNode on(String host) {
        return new StunNode(host, 0, 1_000);
    }

    static StunNode on(String host, int port) {
        return new StunNode(host, port, 1_000);
    }

    static StunNode limited(int requestsPerSource) {
        return new StunNode("127.0.0.1", 0, requestsPerSource);
    }

    int port() {
        return verticle.port();
    }

    Future<DiscoveredAddress> discover(int timeoutMs, String... servers) {
        return bus.request(
                BusContract.DISCOVER_ADDRESS, new DiscoverAddress(List.of(servers), timeoutMs));
    }

    /** The counter's value. */
    long count(String outcome, String reason) {
        String name = Metric.STUN_MESSAGES.metricName().replaceAll("_total$", "");
        return (long)
                registry.get(name)
                        .tag("outcome", outcome)
                        .tag("reason", reason)
                        .functionCounter()
                        .count();
    }

    void stop() {
        await(vertx.undeploy(deploymentId));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no answer in 20 s", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
