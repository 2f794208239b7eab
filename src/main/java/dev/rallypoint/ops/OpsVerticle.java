package dev.rallypoint.ops;

import dev.rallypoint.contract.AddressMessage.GetQuorum;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.OpsConfig;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.OperatorTokens;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator port. */
public final class OpsVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(OpsVerticle.class);
    private static final int CHECK_TIMEOUT_MS = 2_000;

    /** Before the check itself is given up, which would count as a part that is down. */
    private static final int STORE_TIMEOUT_MS = 1_500;

    private static final long TOKENS_MS = 2_000;

    /** Not a player id: the answer "no such player" shows that the database is read. */
    private static final FindPlayer PROBE = new FindPlayer("readiness-probe");

    private final OpsConfig config;
    private final OperatorTokens tokens;
    private final VertxBus bus;
    private final MicrometerRegistry registry;
    private final EpochClock clock;
    private final VertxEdge edge;
    private final Readiness readiness = new Readiness();
    private HttpServer server;
    private boolean isSecure;
    private String tokenDamage = "";

    public OpsVerticle(
            OpsConfig config,
            OperatorTokens tokens,
            MicrometerRegistry registry,
            Ground ground,
            VertxEdge edge) {
        this.config = config;
        this.tokens = tokens;
        this.registry = registry;
        this.bus = ground.bus();
        this.clock = ground.clock();
        this.edge = edge;
    }

    @Override
    public Future<?> start() {
        return bus.subscribe(
                        BusContract.RELAY_LOAD,
                        load -> readiness.onRelayLoad(load.loop(), clock.nowMs()))
                .compose(subscribed -> vertx.executeBlocking(this::isLoopback))
                .compose(this::listen)
                .onSuccess(listening -> vertx.setPeriodic(TOKENS_MS, timer -> refreshTokens()));
    }

    /** May look a name up. */
    private boolean isLoopback() throws UnknownHostException {
        return InetAddress.getByName(config.host()).isLoopbackAddress();
    }

    /** This machine's own monitoring needs no TLS. */
    private Future<HttpServer> listen(boolean isLoopback) {
        isSecure = edge.hasTls() && !isLoopback;
        VertxEdge.Port port = new VertxEdge.Port(config.host(), config.port(), isSecure, false);
        AdminRoutes admin = new AdminRoutes(tokens, bus, edge.clients(), operatorCalls());
        VertxBrowserGate gate = new VertxBrowserGate(edge, config.hostNames());
        server =
                edge.newServer(vertx, port)
                        .invalidRequestHandler(VertxOpsProblems::refuseMalformed)
                        .requestHandler(
                                new OpsRoutes(vertx, checks(), registry, admin, gate).router());
        return edge.listen(server, port).onSuccess(listening -> warnIfExposed(isLoopback));
    }

    private List<MountedRoutes> operatorCalls() {
        VertxAuditTrail trail = new VertxAuditTrail(bus, clock);
        return List.of(
                new NodeRoutes(bus, trail),
                new VoterRoutes(bus, trail),
                new FilterRoutes(bus, trail),
                new TokenRoutes(bus, trail),
                new BanRoutes(bus, new VertxCheatedMatches(bus, trail, clock)),
                new AdminPlayerRoutes(bus, trail),
                new AdminLobbyRoutes(bus, trail),
                new AdminPoolRoutes(bus),
                new AdminMatchRoutes(bus, trail, clock),
                new AuditRoutes(bus),
                new EvidenceRoutes(bus),
                new ConnectionRoutes(bus),
                new SecurityRoutes(bus));
    }

    /** So that a token is gone within seconds when its line is. */
    private void refreshTokens() {
        vertx.executeBlocking(tokens::refresh, false)
                .onSuccess(this::onTokens)
                .onFailure(this::onDamagedTokens);
    }

    /** Said once, not every time it is looked at. */
    private void onDamagedTokens(Throwable failure) {
        String damage = failure.toString();
        if (!damage.equals(tokenDamage)) {
            tokenDamage = damage;
            LOG.error("operator tokens unchanged: {}", damage);
        }
    }

    private void onTokens(boolean areNew) {
        tokenDamage = "";
        if (areNew) {
            LOG.info("operator tokens read anew");
        }
    }

    private HealthChecks checks() {
        HealthChecks checks = HealthChecks.create(vertx);
        register(checks, "node", () -> Future.succeededFuture(readiness.node()));
        register(checks, "relay", () -> Future.succeededFuture(readiness.relay(clock.nowMs())));
        register(
                checks,
                "cluster",
                () -> bus.request(BusContract.GET_NODES, new GetNodes()).map(readiness::cluster));
        register(
                checks,
                "quorum",
                () -> bus.request(BusContract.GET_QUORUM, new GetQuorum()).map(Readiness::quorum));
        checks.register("store", CHECK_TIMEOUT_MS, this::reportStore);
        return checks;
    }

    /** Races, joins and lobbies go on without it: balancers must not send everybody away. */
    private void reportStore(Promise<Status> verdict) {
        bus.request(BusContract.FIND_PLAYER, PROBE)
                .timeout(STORE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .map(player -> Status.OK())
                .recover(failure -> Future.succeededFuture(storeStatus(failure)))
                .onSuccess(verdict::tryComplete);
    }

    private static Status storeStatus(Throwable failure) {
        return failure instanceof RejectedException rejected
                        && rejected.rejection().code() == ProblemCode.PLAYER_NOT_FOUND
                ? Status.OK()
                : Status.OK(new JsonObject().put("warning", String.valueOf(failure.getMessage())));
    }

    private static void register(
            HealthChecks checks, String part, Supplier<Future<Optional<String>>> judge) {
        checks.register(
                part,
                CHECK_TIMEOUT_MS,
                verdict ->
                        judge.get()
                                .map(OpsVerticle::status)
                                .recover(failure -> Future.succeededFuture(failed(failure)))
                                .onSuccess(verdict::tryComplete));
    }

    private static Status status(Optional<String> wrong) {
        return wrong.map(reason -> Status.KO(new JsonObject().put("reason", reason)))
                .orElseGet(Status::OK);
    }

    private static Status failed(Throwable failure) {
        return Status.KO(new JsonObject().put("reason", String.valueOf(failure.getMessage())));
    }

    private void warnIfExposed(boolean isLoopback) {
        if (!isLoopback) {
            LOG.warn(
                    "the operator port speaks {}, and shows health and figures to everybody: let"
                            + " only operators reach it ops.host={} port={}",
                    isSecure ? "TLS" : "no TLS",
                    config.host(),
                    port());
        }
    }

    /** Whether it speaks TLS; known once deployed. */
    public boolean isSecure() {
        return isSecure;
    }

    /** The bound port; known once deployed. */
    public int port() {
        return server.actualPort();
    }

    /** Every room is up: once this is done {@code /health/ready} may answer 200. */
    public Future<Void> announceServing() {
        return Future.future(
                done ->
                        context.runOnContext(
                                now -> {
                                    readiness.onServing();
                                    done.complete();
                                }));
    }

    /** From now on {@code /health/ready} answers 503, so that balancers send nobody new. */
    public void announceStopping() {
        context.runOnContext(now -> readiness.onStopping());
    }
}
