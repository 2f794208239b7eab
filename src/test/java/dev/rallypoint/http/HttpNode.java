package dev.rallypoint.http;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.LockoutConfig;
import dev.rallypoint.contract.NodeConfig;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.contract.TlsConfig;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.edge.VertxGate;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.KeyRing;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.SecurityVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The API's verticles on a free loopback port, with fake rooms behind them. */
final class HttpNode implements AutoCloseable {
    static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes();
    static final KeyRing KEYS =
            KeyRing.parse("keys.accessToken", "test", Base64.getEncoder().encodeToString(KEY));
    static final String DEVICE = "device-secret-device-secret-device-secret";
    static final HttpConfig HTTP =
            config(
                            "http.host=127.0.0.1",
                            "http.port=0",
                            "http.corsOrigins=[https://game.example]",
                            "http.maxBodyBytes=4096",
                            "http.eventStreamsPerPlayer=2")
                    .http();
    static final SecurityConfig UNLIMITED =
            new SecurityConfig(
                    3_600, 3_600, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000,
                    List.of());
    private static final NodeConfig NODE =
            new NodeConfig("local", List.of("local=Local", "eu-west=Europe West"), "data", 0);
    private static final int HEARTBEAT_MS = 200;
    static final int ACCESS_TOKEN_FAILURES = 300;
    static final LockoutConfig LOCKOUT = new LockoutConfig(3, 3, ACCESS_TOKEN_FAILURES, 60, 60);
    private static final Config DEFAULTS = config();

    /** Of all nodes, one after the other: it takes a second to start. */
    private static final HazelcastInstance HAZELCAST = HazelcastInstances.standAlone();

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final FakeRooms rooms;
    final HttpVerticle http;
    private final Vertx vertx;
    private final String deployment;
    private final String scheme;
    private final HttpClient client;

    /** What of a configuration concerns the API. */
    record Parts(HttpConfig http, SecurityConfig security, TlsConfig tls) {
        static Parts of(String... assignments) {
            Config config = config(assignments);
            return new Parts(config.http(), config.security(), config.tls());
        }
    }

    HttpNode(HttpConfig config, SecurityConfig security) {
        this(config, security, new SavedBans(List.of()));
    }

    HttpNode(HttpConfig config, SecurityConfig security, SavedBans bans) {
        this(config, security, bans, () -> KEYS);
    }

    HttpNode(HttpConfig config, SecurityConfig security, SavedBans bans, Supplier<KeyRing> keys) {
        this(
                new Parts(config, security, DEFAULTS.tls()),
                bans,
                keys,
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    /** With TLS if that says so. */
    HttpNode(Parts parts, SavedBans bans, HttpClient client) {
        this(parts, bans, () -> KEYS, client);
    }

    private HttpNode(Parts parts, SavedBans bans, Supplier<KeyRing> keys, HttpClient client) {
        HttpConfig config = parts.http();
        SecurityConfig security = parts.security();
        TlsConfig tls = parts.tls();
        this.client = client;
        scheme = tls.directory().isEmpty() ? "http" : "https";
        EpochClock clock = new EpochClock();
        Entropy entropy = new SecureEntropy();
        MicrometerMetrics metrics = new MicrometerMetrics(registry);
        vertx =
                Vertx.builder()
                        .with(new VertxOptions().setEventLoopPoolSize(2))
                        .withTransport(
                                new VertxGate(config, security, metrics, clock, entropy)
                                        .transport())
                        .build();
        VertxBus bus = new VertxBus(vertx);
        Ground ground = new Ground(bus, metrics, clock, entropy);
        rooms = new FakeRooms(bus, bans);
        http =
                new HttpVerticle(
                        new HttpSettings(config, security, NODE, keys, HEARTBEAT_MS),
                        new VertxEdge(vertx, config, tls, metrics, clock),
                        ground);
        await(rooms.serve());
        HAZELCAST.getMap("rallypoint.bans").clear();
        await(vertx.deployVerticle(new SecurityVerticle(security, LOCKOUT, HAZELCAST, ground)));
        deployment = await(vertx.deployVerticle(http));
    }

    /** The defaults but for these assignments of {@code --set}. */
    static Config config(String... assignments) {
        return new ConfigLoader().assignments(List.of(assignments)).load();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + http.port() + path);
    }

    /** A request with a token (none if empty) and a JSON body (none if empty). */
    HttpRequest.Builder request(String method, String path, String token, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request.build(), BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> send(String method, String path, String token, String body) {
        return send(request(method, path, token, body));
    }

    /** Logs a new guest in. */
    JsonObject login(String displayName) {
        String body = new JsonObject().put("displayName", displayName).encode();
        return new JsonObject(send("POST", "/v1/auth/guest", "", body).body());
    }

    String token(String displayName) {
        return login(displayName).getString("accessToken");
    }

    /** Ends the port; the rooms behind it stay. */
    Future<Void> stopHttp() {
        return vertx.undeploy(deployment);
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
