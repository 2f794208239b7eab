package dev.rallypoint.turn;

import dev.rallypoint.contract.AddressMessage.DiscoverAddress;
import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.FilterMessage.FilterChanged;
import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.StunConfig;
import dev.rallypoint.contract.TlsConfig;
import dev.rallypoint.contract.TurnConfig;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.edge.VertxGate;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.Firewall;
import dev.rallypoint.turn.server.PeerPolicy;
import dev.rallypoint.turn.server.TurnCredentials;
import dev.rallypoint.turn.server.TurnSecret;
import dev.rallypoint.turn.server.TurnTerms;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One real STUN room on a Vert.x of its own; names are looked up in the hosts file only. */
final class StunNode implements AutoCloseable {
    /** The discard port of loopback: nobody serves DNS there. */
    private static final String NO_DNS = "127.0.0.1:9";

    private static final int ATTEMPTS = 5;

    static final TurnSecret SECRET = TurnSecret.derivedFrom(new byte[32]);

    private final EpochClock clock = new EpochClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerMetrics metrics = new MicrometerMetrics(registry);
    private final Vertx vertx =
            Vertx.builder()
                    .with(
                            new VertxOptions()
                                    .setAddressResolverOptions(
                                            new AddressResolverOptions()
                                                    .addServer(NO_DNS)
                                                    .setQueryTimeout(60_000)))
                    .withTransport(
                            new VertxGate(
                                            new ConfigLoader().load().http(),
                                            new ConfigLoader().load().security(),
                                            metrics,
                                            clock,
                                            new SecureEntropy())
                                    .transport())
                    .build();
    private final VertxBus bus = new VertxBus(vertx);
    private volatile Firewall firewall = Firewall.OPEN;
    private final StunVerticle verticle;
    private final String deploymentId;

    private StunNode(String host, int port, int requestsPerSource) {
        this(
                new StunConfig(host, port, List.of(), 2_000, requestsPerSource),
                new ConfigLoader().load().turn(),
                Optional.empty());
    }

    private StunNode(StunConfig stun, TurnConfig turn, Optional<TlsConfig> tls) {
        this(stun, turn, tls, false);
    }

    private StunNode(
            StunConfig stun, TurnConfig turn, Optional<TlsConfig> tls, boolean isClustered) {
        HttpConfig http = new ConfigLoader().load().http();
        Optional<VertxEdge> edge =
                tls.map(files -> new VertxEdge(vertx, http, files, metrics, clock));
        verticle =
                new StunVerticle(
                        new StunVerticle.Settings(
                                stun,
                                turn,
                                isClustered,
                                edge,
                                new StunGate(() -> firewall, List.of())),
                        new Ground(bus, metrics, clock, new SecureEntropy()));
        try {
            deploymentId = await(vertx.deployVerticle(verticle));
        } catch (Exception e) {
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

    /** One with a second address and a second port, with no limit of requests. */
    static StunNode withTwoAddresses(String host, String other) {
        return withFreePorts(
                () ->
                        new StunNode(
                                new StunConfig(host, 0, other, 3_479, List.of(), 2_000, 1_000_000),
                                new ConfigLoader().load().turn(),
                                Optional.empty()));
    }

    /** Two of a cluster, on the same two ports of two addresses; see {@link #ofCluster}. */
    static List<StunNode> twoOfCluster(String host, String other) {
        return withFreePorts(
                () -> {
                    StunNode first = ofCluster(host, 0, 3_479);
                    try {
                        return List.of(
                                first, ofCluster(other, first.port(), first.alternatePort()));
                    } catch (Exception e) {
                        first.close();
                        throw e;
                    }
                });
    }

    /** A port that is free on one address may be somebody else's on the other. */
    private static <T> T withFreePorts(Supplier<T> maker) {
        for (int attempt = 1; ; attempt++) {
            try {
                return maker.get();
            } catch (Exception taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    /**
     * One of a cluster, whose nodes a test makes known with {@link #know}.
     *
     * @param port 0 = any free one; the second port, too
     */
    static StunNode ofCluster(String host, int port, int alternatePort) {
        return new StunNode(
                new StunConfig(host, port, "", alternatePort, List.of(), 2_000, 1_000_000),
                new ConfigLoader().load().turn(),
                Optional.empty(),
                true);
    }

    /** What the cluster room would say. */
    void know(String selfNodeId, List<NodeInfo> nodes) {
        bus.publish(BusContract.NODES_CHANGED, new Nodes(selfNodeId, nodes));
    }

    /** Passes on what this node asks the other one, as the cluster's event bus would. */
    void connect(StunNode other, String otherNodeId) {
        await(
                bus.serve(
                        BusContract.LEND_STUN_ADDRESS.at(otherNodeId),
                        wish ->
                                other.bus.request(
                                        BusContract.LEND_STUN_ADDRESS.at(otherNodeId), wish)));
    }

    static StunNode limited(int requestsPerSource) {
        return new StunNode("127.0.0.1", 0, requestsPerSource);
    }

    /**
     * One that serves TURN on loopback, with no limit of requests.
     *
     * @param settings of the configuration, such as {@code turn.maxPort=50000}
     */
    static StunNode turn(String host, String... settings) {
        return turn(host, Optional.empty(), settings);
    }

    /** The same with TLS on any free port. */
    static StunNode turn(String host, Optional<Path> certificates, String... settings) {
        List<String> assignments = new ArrayList<>(List.of(settings));
        assignments.add("turn.tlsPort=0");
        if (assignments.stream().noneMatch(one -> one.startsWith("turn.connectionsPerAddress"))) {
            assignments.add("turn.connectionsPerAddress=1000");
        }
        certificates.ifPresent(folder -> assignments.add("tls.directory=" + folder));
        Config config = new ConfigLoader().assignments(assignments).load();
        StunNode node =
                new StunNode(
                        new StunConfig(host, 0, List.of(), 2_000, 1_000_000),
                        config.turn(),
                        certificates.map(folder -> config.tls()));
        PeerAddress self = CidrBlock.addressOf(host);
        PeerPolicy policy =
                new PeerPolicy(
                        PeerPolicy.blocks(config.turn().deniedPeers()),
                        PeerPolicy.blocks(config.turn().allowedPeers()),
                        List.of(self));
        await(
                node.verticle.serveTurn(
                        new TurnTerms(
                                config.turn(), List.of(self), policy, () -> List.of(SECRET))));
        return node;
    }

    /** Names and passwords that this node takes for ten minutes. */
    static TurnCredentials credentials(String playerId) {
        return TurnCredentials.of(SECRET, playerId, System.currentTimeMillis() + 600_000);
    }

    int port() {
        return verticle.port();
    }

    int alternatePort() {
        return verticle.alternatePort();
    }

    int tcpPort() {
        return verticle.tcpPort();
    }

    int tlsPort() {
        return verticle.tlsPort().orElseThrow();
    }

    /** The node's packet filter refuses these blocks from now on. */
    void deny(String... blocks) {
        firewall = Firewall.of(List.of(), Stream.of(blocks).map(CidrBlock::parse).toList());
        bus.publish(BusContract.FILTER_CHANGED, new FilterChanged());
    }

    /** What a counter or gauge says, by one of its labels; 0 if there is none yet. */
    double figure(Metric metric, String label, String value) {
        String name = metric.metricName().replaceAll("_total$", "");
        return registry.find(name).tag(label, value).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
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
