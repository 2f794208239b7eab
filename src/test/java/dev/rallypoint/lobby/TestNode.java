package dev.rallypoint.lobby;

import ch.qos.logback.classic.Level;
import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.ClusterVerticle;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.NodeConfig;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.RelaySessions;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.protocol.netcode.TokenKeys;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.store.OutboxVerticle;
import dev.rallypoint.store.StoreVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/** A node without relay and HTTP: Hazelcast, Vert.x, cluster room, lobby room. Blocks. */
final class TestNode implements AutoCloseable {
    static final byte[] KEY_102 = key(2);
    static final byte[] KEY_101 = key(1);
    static final RelayConfig RELAY =
            new RelayConfig("127.0.0.1", 0, 1, "", 4_711, 100, 5, 45, 1_300, 1 << 20, 0, 0);

    private static final StoreConfig STORE =
            new StoreConfig(false, "", "", "", 8, "", "rallypoint.db", 4, 1_000);

    /** Shorter than any hiccup of disk or network, longer than one of a busy test machine. */
    private static final long MAX_LOOP_MS = 200;

    private static final long PATIENCE_SECONDS = 20;

    final HazelcastInstance hazelcast;
    final Vertx vertx;
    final VertxBus bus;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Queue<LobbyEvent> events = new ConcurrentLinkedQueue<>();
    final Queue<MatchMoved> moves = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> blocked = new ConcurrentLinkedQueue<>();
    private final String nodeId;
    private int relays = 1;
    private String region = "local";
    private String lobbyDeployment = "";

    static {
        quiet("ROOT", Level.WARN);
        quiet("com.hazelcast", Level.ERROR);
    }

    private static void quiet(String logger, Level level) {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(logger)).setLevel(level);
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    private TestNode(String nodeId, HazelcastInstance hazelcast, Vertx vertx) {
        this.nodeId = nodeId;
        this.hazelcast = hazelcast;
        this.vertx = vertx;
        this.bus = new VertxBus(vertx);
        ((VertxInternal) vertx)
                .blockedThreadChecker()
                .setThreadBlockedHandler(
                        event -> {
                            if (isStarved(event)) {
                                return;
                            }
                            Throwable where = new AssertionError(event.thread().getName());
                            where.setStackTrace(event.thread().getStackTrace());
                            blocked.add(where);
                        });
    }

    /**
     * A loop that waits for something is at fault at once; one that could run may only lack a core,
     * or load its classes for the first time: it is at fault after a second.
     */
    private static boolean isStarved(BlockedThreadEvent event) {
        return event.thread().getState() == Thread.State.RUNNABLE
                && event.duration() < TimeUnit.SECONDS.toNanos(1);
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setEventLoopPoolSize(2)
                .setBlockedThreadCheckInterval(50)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(MAX_LOOP_MS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setEventBusOptions(
                        new EventBusOptions().setHost("127.0.0.1").setConnectTimeout(1_000));
    }

    /** A node whose Vert.x is not clustered. */
    static TestNode alone(String nodeId, HazelcastInstance hazelcast) {
        return new TestNode(nodeId, hazelcast, Vertx.vertx(options()));
    }

    static TestNode clustered(String nodeId, HazelcastInstance hazelcast) {
        Vertx vertx =
                await(
                        Vertx.builder()
                                .with(options())
                                .withClusterManager(new HazelcastClusterManager(hazelcast))
                                .buildClustered());
        return new TestNode(nodeId, hazelcast, vertx);
    }

    /** Opens a database, to be called before the rooms that use it start. */
    TestNode withStore(StoreConfig store, Path data) {
        await(
                vertx.deployVerticle(
                        new StoreVerticle(
                                new StoreVerticle.Settings(
                                        store,
                                        new RatingConfig(
                                                List.of(), 10, 730, List.of(), 60, 3_600, 500,
                                                List.of(), "matched", false, List.of(), 10),
                                        data),
                                bus,
                                new MicrometerMetrics(registry),
                                new EpochClock())));
        return this;
    }

    TestNode inRegion(String id) {
        region = id;
        return this;
    }

    /** Deploys both rooms. */
    TestNode start(LobbyConfig config) {
        return start(config, 1);
    }

    /**
     * @param relays how many the node says it has
     */
    TestNode start(LobbyConfig config, int relays) {
        this.relays = relays;
        NodeInfo self = info();
        await(
                vertx.deployVerticle(
                        new ClusterVerticle(
                                self, hazelcast, bus, new MicrometerMetrics(registry))));
        await(bus.subscribe(BusContract.LOBBY_EVENTS, events::add));
        await(bus.subscribe(BusContract.MATCH_MOVED, moves::add));
        Ground ground =
                new Ground(
                        bus,
                        new MicrometerMetrics(registry),
                        new EpochClock(),
                        new SecureEntropy());
        await(vertx.deployVerticle(new OutboxVerticle(STORE, hazelcast, ground)));
        NodeConfig node = new NodeConfig(region, List.of("local=Local", "asia=Asia"), "data", 0);
        lobbyDeployment =
                await(
                        vertx.deployVerticle(
                                new LobbyVerticle(
                                        new LobbyVerticle.Settings(config, RELAY, node, Set.of()),
                                        new LobbyVerticle.Self(
                                                nodeId, () -> TokenKeys.of(KEY_102, KEY_101)),
                                        hazelcast,
                                        ground)));
        return this;
    }

    /** The address of its first imaginary relay for players on the same machine. */
    String loopback() {
        return loopbacks().get(0);
    }

    /** The addresses of all of them. */
    List<String> loopbacks() {
        return info().relays().stream().map(RelayEndpoint::loopbackAddress).toList();
    }

    private NodeInfo info() {
        int firstPort = 25_000 + 100 * nodeId.charAt(nodeId.length() - 1);
        List<RelayEndpoint> all =
                IntStream.range(firstPort, firstPort + relays)
                        .mapToObj(
                                port ->
                                        new RelayEndpoint(
                                                "203.0.113.7:" + port,
                                                List.of("192.168.1.5:" + port),
                                                "127.0.0.1:" + port))
                        .toList();
        return new NodeInfo(
                nodeId, region, all, "203.0.113.7:3478", 0, RELAY.maxSessions(), false, 0, "1");
    }

    void stopLobbies() {
        await(vertx.undeploy(lobbyDeployment));
    }

    <Q extends BusMessage, A extends BusMessage> A ask(Request<Q, A> request, Q question) {
        return await(bus.request(request, question));
    }

    /** The refusal of a question that must be refused. */
    <Q extends BusMessage, A extends BusMessage> RejectedException refusal(
            Request<Q, A> request, Q question) {
        try {
            throw new AssertionError("granted: " + ask(request, question));
        } catch (RejectedException refused) {
            return refused;
        }
    }

    Api.Lobby create(String playerId, int capacity) {
        CreateLobby call = new CreateLobby(playerId, "Owner", Lobbies.wish(capacity));
        return ask(BusContract.CREATE_LOBBY, call).lobby();
    }

    Api.Lobby join(String lobbyId, String playerId) {
        return ask(
                        BusContract.JOIN_LOBBY,
                        new JoinLobby(lobbyId, playerId, "Guest", Optional.empty()))
                .lobby();
    }

    /** What the relays of the node were told of a match. */
    List<MatchMoved> movesOf(String lobbyId) {
        return moves.stream().filter(moved -> moved.lobbyId().equals(lobbyId)).toList();
    }

    /** What its one relay says it has. */
    void report(MatchSessions... matches) {
        bus.publish(BusContract.RELAY_SESSIONS, new RelaySessions(0, List.of(matches)));
    }

    List<LobbyEvent> eventsOf(String lobbyId) {
        return events.stream().filter(event -> event.lobbyId().equals(lobbyId)).toList();
    }

    /** The value of a future, on a thread of the test; a refusal is thrown as it is. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RejectedException refused) {
                throw refused;
            }
            throw new AssertionError(failed.getCause());
        } catch (TimeoutException | InterruptedException late) {
            throw new AssertionError(late);
        }
    }

    /** Ends Vert.x; Hazelcast belongs to who made it, and may have been killed before. */
    @Override
    public void close() {
        Future<Void> closed = vertx.close();
        try {
            await(hazelcast.getLifecycleService().isRunning() ? closed : closed.otherwiseEmpty());
        } catch (AssertionError late) {
            throw new AssertionError(nodeId + " does not stop; " + busyThreads(), late);
        }
    }

    /** What the threads do that are inside our own code. */
    private static String busyThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> !thread.getKey().equals(Thread.currentThread()))
                .filter(thread -> Arrays.toString(thread.getValue()).contains("dev.rallypoint"))
                .map(thread -> thread.getKey() + stack(thread.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String stack(StackTraceElement[] frames) {
        return Arrays.stream(frames).map(frame -> "\n    " + frame).collect(Collectors.joining());
    }
}
