package dev.rallypoint;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.ClusterConfigException;
import dev.rallypoint.cluster.ClusterVerticle;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.DiscoverAddress;
import dev.rallypoint.contract.BusMessage.DiscoveredAddress;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.http.HttpSettings;
import dev.rallypoint.http.HttpVerticle;
import dev.rallypoint.lobby.LobbyVerticle;
import dev.rallypoint.ops.OpsVerticle;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.relay.RelayVerticle;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.ConscryptProvider;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.NodeIdentity;
import dev.rallypoint.runtime.NodeKeys;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.SecurityVerticle;
import dev.rallypoint.store.HazelcastStoreKeeper;
import dev.rallypoint.store.StoreVerticle;
import dev.rallypoint.turn.AdvertisedAddress;
import dev.rallypoint.turn.LocalAddresses;
import dev.rallypoint.turn.StunVerticle;
import io.netty.channel.unix.Errors;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node: what starts in which order, and how it stops. The only file that names verticles. */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 20;
    private static final int FOLLOW_WALL_CLOCK_MS = 1_000;

    /** An event loop that is away for longer delays every packet of its players. */
    private static final int BLOCKED_LOOP_MS = 500;

    /** First nobody new comes in, then players leave, then what they did is saved. */
    private static final List<String> STOP_ORDER =
            List.of("http", "relay", "lobby", "security", "cluster", "stun", "store", "ops");

    private final Config config;
    private final Consumer<String> console;
    private final Entropy entropy = new SecureEntropy();
    private final EpochClock clock = new EpochClock();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final MicrometerMetrics metrics = registry.metrics();
    private final Map<String, String> deployments = new LinkedHashMap<>();
    private final NodeIdentity identity;
    private final NodeKeys keys;
    private boolean isClustered;
    private CompletableFuture<HazelcastInstance> hazelcast;
    private Vertx vertx;
    private VertxBus bus;
    private OpsVerticle ops;

    private Server(Config config, Consumer<String> console) {
        this.config = config;
        this.console = console;
        Path data = Path.of(config.node().dataDirectory());
        this.identity = NodeIdentity.open(data, entropy);
        this.keys = NodeKeys.load(config.keys(), data, entropy);
    }

    /**
     * Starts a node and says a line for each port. Blocks until it is ready.
     *
     * @param cluster the Hazelcast file of the cluster to join; empty = alone
     * @param console gets one line at a time
     * @throws ConfigException if a setting is wrong or a port is taken
     */
    public static Server start(Config config, Optional<Path> cluster, Consumer<String> console) {
        long beganNanos = System.nanoTime();
        Server server = new Server(config, console);
        try {
            server.startVertx(cluster);
            server.startRooms();
        } catch (Exception failure) {
            server.stop();
            throw failure;
        }
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        console.accept(String.format("ready in %.1f s; Ctrl-C stops it", seconds));
        return server;
    }

    private void startVertx(Optional<Path> cluster) {
        console.accept(
                "Rallypoint "
                        + Main.Version.number()
                        + "  node "
                        + identity.nodeId()
                        + "  region "
                        + config.node().region());
        isClustered = cluster.isPresent();
        VertxBuilder builder = Vertx.builder().withMetrics(registry.vertxFactory());
        hazelcast = CompletableFuture.supplyAsync(() -> startHazelcast(cluster));
        vertx =
                isClustered
                        ? clusteredVertx(builder, hazelcast())
                        : builder.with(options(new EventBusOptions())).build();
        vertx.exceptionHandler(failure -> LOG.error("unexpected failure", failure));
        vertx.setPeriodic(FOLLOW_WALL_CLOCK_MS, second -> clock.followWallClock());
        bus = new VertxBus(vertx);
    }

    /**
     * The event bus has no password either: it listens where the cluster file lets Hazelcast
     * listen, and not on the address Vert.x would choose, the first one of the machine.
     */
    private Vertx clusteredVertx(VertxBuilder builder, HazelcastInstance member) {
        EventBusOptions bus = new EventBusOptions().setHost(HazelcastInstances.host(member));
        return await(
                builder.with(options(bus))
                        .withClusterManager(new HazelcastClusterManager(member))
                        .buildClustered());
    }

    /** Takes a second or more: alone, the rooms that do not need it start meanwhile. */
    private static HazelcastInstance startHazelcast(Optional<Path> cluster) {
        return cluster.map(HazelcastInstances::clustered).orElseGet(HazelcastInstances::standAlone);
    }

    private HazelcastInstance hazelcast() {
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
                .setPreferNativeTransport(true)
                .setMetricsOptions(registry.vertxOptions())
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(BLOCKED_LOOP_MS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(BLOCKED_LOOP_MS)
                .setEventBusOptions(busOptions.setConnectTimeout(1_000));
    }

    private void startRooms() {
        ops = new OpsVerticle(config.ops(), bus, registry, clock);
        deploy("ops", ops);
        startStore();
        StunVerticle stun = new StunVerticle(config.stun(), bus, metrics, clock, entropy);
        deploy("stun", stun);
        InetAddress bound = address("relay.host", config.relay().host());
        AdvertisedAddress advertised = advertisedAddress(bound);
        NodeAddresses addresses =
                new NodeAddresses(advertised.host(), bound, LocalAddresses.ofThisMachine());
        RelayVerticle relay = relay(addresses);
        deploy("relay", relay);
        sayUdp("relay", config.relay().host(), relay.port());
        console.accept(
                "             players reach it at "
                        + addresses.relayEndpoint(relay.port()).publicAddress()
                        + ": "
                        + advertised.reason());
        sayUdp("stun", config.stun().host(), stun.port());
        NodeInfo self = nodeInfo(addresses, relay.port(), stun.port());
        deploy("cluster", new ClusterVerticle(self, hazelcast(), bus, metrics));
        deploy("lobby", lobby());
        deploy("security", new SecurityVerticle(config.security(), bus, clock));
        startHttp();
        sayTcp("operator", config.ops().host(), ops.port(), "/metrics");
        await(ops.announceServing());
    }

    /** Alone without asking, so that nothing waits for Hazelcast. */
    private void startStore() {
        if (!config.store().enabled()) {
            return;
        }
        Optional<String> keeper =
                isClustered
                        ? HazelcastStoreKeeper.claim(hazelcast(), identity.nodeId())
                        : Optional.empty();
        if (keeper.isPresent()) {
            LOG.warn(
                    "{} keeps the database of this cluster, so this node leaves its own file closed;"
                            + " say so with store.enabled=false",
                    keeper.get());
            return;
        }
        Path data = Path.of(config.node().dataDirectory());
        deploy("store", new StoreVerticle(config.store(), data, bus, metrics, clock));
    }

    private RelayVerticle relay(NodeAddresses addresses) {
        RelayVerticle.Settings settings =
                new RelayVerticle.Settings(
                        config.relay(),
                        keys.netcode102(),
                        keys.netcode101(),
                        addresses.relayHosts(),
                        identity.restartEpoch(),
                        ConscryptProvider.orJdk());
        return new RelayVerticle(settings, bus, metrics, clock, entropy);
    }

    private LobbyVerticle lobby() {
        return new LobbyVerticle(
                new LobbyVerticle.Ground(
                        new LobbyVerticle.Settings(config.lobby(), config.relay(), config.node()),
                        keys.netcode102(),
                        keys.netcode101(),
                        identity.nodeId(),
                        hazelcast(),
                        bus,
                        metrics,
                        clock,
                        entropy));
    }

    private void startHttp() {
        HttpSettings settings =
                HttpSettings.of(
                        config.http(), config.security(), config.node(), keys.accessToken());
        HttpVerticle http = new HttpVerticle(settings, bus, metrics, clock, entropy);
        deploy("http", http);
        sayTcp("matchmaking", config.http().host(), http.port(), "/");
    }

    private NodeInfo nodeInfo(NodeAddresses addresses, int relayPort, int stunPort) {
        return new NodeInfo(
                identity.nodeId(),
                config.node().region(),
                addresses.relayEndpoint(relayPort),
                NodeAddresses.hostAndPort(addresses.publicHost(), stunPort),
                0,
                config.relay().maxSessions(),
                false,
                clock.nowMs(),
                Main.Version.number());
    }

    private AdvertisedAddress advertisedAddress(InetAddress bound) {
        String configured = config.relay().publicAddress();
        if (!configured.isBlank() && !configured.matches("[0-9a-fA-F:.]+")) {
            throw new ConfigException(
                    "relay.publicAddress = " + configured + " is not an IP address");
        }
        return AdvertisedAddress.withoutAsking(configured, bound)
                .orElseGet(() -> askStunServers(bound));
    }

    private AdvertisedAddress askStunServers(InetAddress bound) {
        List<String> servers = config.stun().discoveryServers();
        DiscoveredAddress discovered = new DiscoveredAddress(Optional.empty(), List.of());
        if (!servers.isEmpty()) {
            discovered =
                    await(
                            bus.request(
                                    BusContract.DISCOVER_ADDRESS,
                                    new DiscoverAddress(
                                            servers, config.stun().discoveryTimeoutMs())));
        }
        discovered.report().forEach(line -> LOG.info("address discovery: {}", line));
        return AdvertisedAddress.afterAsking(bound, discovered, LocalAddresses.ofThisMachine());
    }

    private static InetAddress address(String key, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigException(key + " = " + host + " is no address of this machine", e);
        }
    }

    private void deploy(String room, Deployable verticle) {
        try {
            deployments.put(room, await(vertx.deployVerticle(verticle)));
        } catch (Exception failure) {
            // Also what is checked: awaiting a future throws its failure as it is.
            if (isBindFailure(failure)) {
                throw portTaken(room, failure);
            }
            throw failure;
        }
    }

    private static boolean isBindFailure(Throwable failure) {
        return failure instanceof BindException
                || failure instanceof UnknownHostException
                // What Netty's native transport throws instead of a BindException.
                || failure instanceof Errors.NativeIoException
                        && String.valueOf(failure.getMessage()).startsWith("bind")
                || failure.getCause() != null && isBindFailure(failure.getCause());
    }

    private static ConfigException portTaken(String room, Exception failure) {
        return new ConfigException(
                String.format(
                        "%s.host and %s.port cannot be bound: %s. Is another node running? Choose"
                                + " another port with --set %s.port=0 (any free one); the host"
                                + " must be an address of this machine",
                        room, room, failure.getMessage(), room),
                failure);
    }

    private void sayUdp(String name, String host, int port) {
        console.accept(String.format("%-12s udp  %s", name, NodeAddresses.hostAndPort(host, port)));
    }

    private void sayTcp(String name, String host, int port, String path) {
        console.accept(
                String.format(
                        "%-12s tcp  http://%s%s",
                        name, NodeAddresses.hostAndPort(host, port), path));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "a part of the node did not start in " + START_SECONDS + " s", e);
        }
    }

    /**
     * Stops everything in order, whatever of it is running. Blocks; not for an event loop.
     *
     * @return whether every part stopped cleanly and in time
     */
    public boolean stop() {
        boolean clean = true;
        if (ops != null) {
            ops.announceStopping();
        }
        for (String room : STOP_ORDER) {
            String deployment = deployments.remove(room);
            clean &= deployment == null || stopped(room, () -> vertx.undeploy(deployment));
        }
        clean &= vertx == null || stopped("vertx", vertx::close);
        if (hazelcast != null) {
            hazelcast.thenAccept(HazelcastInstance::shutdown).exceptionally(failed -> null).join();
        }
        registry.close();
        identity.close();
        return clean;
    }

    private static boolean stopped(String part, Supplier<Future<Void>> stopping) {
        try {
            stopping.get().await(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | RuntimeException failure) {
            LOG.error("{} did not stop cleanly", part, failure);
            return false;
        }
    }
}
