package dev.rallypoint.http;

import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The matchmaking API's port; one instance a node. */
public final class HttpVerticle extends VerticleBase {
    private static final int MAX_HEADER_BYTES = 16_384;
    private static final int MAX_REQUEST_LINE_BYTES = 8_192;
    private static final long SHUTDOWN_MS = 500;
    private static final long RELOAD_MS = 30_000;

    private final HttpSettings settings;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final Entropy entropy;
    private final VertxRevocations revocations;
    private VertxEventStreams streams;
    private VertxClosing closing;
    private HttpServer server;

    private record Texts(OpenApiDocument document, PageRoutes pages) {}

    public HttpVerticle(HttpSettings settings, Ground ground) {
        this.settings = settings;
        this.bus = ground.bus();
        this.metrics = ground.metrics();
        this.clock = ground.clock();
        this.entropy = ground.entropy();
        this.revocations = new VertxRevocations(bus);
    }

    @Override
    public Future<?> start() {
        closing = new VertxClosing(vertx);
        return vertx.executeBlocking(HttpVerticle::loadTexts).compose(this::listen);
    }

    private static Texts loadTexts() {
        OpenApiDocument document = OpenApiDocument.load();
        return new Texts(document, new PageRoutes(LandingPage.load(), document));
    }

    private Future<Void> listen(Texts texts) {
        // A copy: the validator writes its own marks into the document.
        JsonObject contractText = new JsonObject(texts.document().requestsOnly()).copy();
        return OpenAPIContract.from(vertx, contractText)
                // Loads hundreds of classes, which would hold up the event loop.
                .compose(
                        contract ->
                                vertx.executeBlocking(
                                        () -> router(VertxContract.of(contract), texts)))
                .compose(router -> streams.start().map(router))
                .compose(router -> revocations.start(streams::onRevocation).map(router))
                .compose(
                        router ->
                                vertx.createHttpServer(options())
                                        .connectionHandler(closing::onConnection)
                                        .requestHandler(router)
                                        .invalidRequestHandler(VertxMalformedCalls::refuse)
                                        .listen())
                .onSuccess(this::onListening)
                .mapEmpty();
    }

    private void onListening(HttpServer listening) {
        server = listening;
        vertx.setPeriodic(settings.heartbeatMs(), this::heartbeat);
        vertx.setPeriodic(RELOAD_MS, timer -> revocations.reload());
    }

    private void heartbeat(long timer) {
        streams.heartbeat(clock.nowMs());
    }

    /** HTTP/1.1 only: cleartext HTTP/2 would bring its own ways to exhaust a server. */
    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.http().host())
                .setPort(settings.http().port())
                .setIdleTimeout(settings.http().idleTimeoutSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false);
    }

    private Router router(OpenAPIContract contract, Texts texts) {
        VertxProblems problems = new VertxProblems(contract, metrics);
        VertxAccessTokens tokens =
                new VertxAccessTokens(
                        vertx,
                        settings.accessTokenKeys(),
                        settings.security().accessTokenSeconds(),
                        clock);
        VertxAdmission admission = new VertxAdmission(tokens, revocations, bus, problems);
        streams =
                new VertxEventStreams(
                        bus, problems, metrics, clock, settings.http().eventStreamsPerPlayer());
        RouterBuilder builder = RouterBuilder.create(vertx, contract, new VertxTextParameters());
        addRootHandlers(builder, new VertxCalls(contract, problems, metrics, closing), admission);
        addOperations(builder, admission, handlers(tokens, admission, texts));
        Router router = builder.createRouter();
        problems.mount(router);
        return router;
    }

    /** In this order: measure, CORS, type and size of the body, then who calls how often. */
    private void addRootHandlers(
            RouterBuilder builder, VertxCalls calls, VertxAdmission admission) {
        VertxCors cors = new VertxCors(settings.http().corsOrigins());
        builder.rootHandler((PlatformHandler) calls::onCall)
                .rootHandler((SecurityPolicyHandler) cors::onCall)
                .rootHandler((SecurityPolicyHandler) VertxCalls::requireJson)
                .rootHandler((SecurityPolicyHandler) this::limitBodyTime)
                .rootHandler(BodyHandler.create(false).setBodyLimit(settings.http().maxBodyBytes()))
                .rootHandler((AuthenticationHandler) admission::onCall);
    }

    /** A byte now and then keeps a connection from idling out, but not for ever. */
    private void limitBodyTime(RoutingContext ctx) {
        if (VertxCalls.hasBody(ctx.request())) {
            long limitMs = TimeUnit.SECONDS.toMillis(settings.http().idleTimeoutSeconds());
            long timer = vertx.setTimer(limitMs, late -> ctx.request().connection().close());
            ctx.addEndHandler(ended -> vertx.cancelTimer(timer));
        }
        ctx.next();
    }

    private Map<String, Consumer<VertxExchange>> handlers(
            VertxAccessTokens tokens, VertxAdmission admission, Texts texts) {
        Map<String, Consumer<VertxExchange>> handlers = new HashMap<>();
        handlers.putAll(texts.pages().handlers());
        handlers.putAll(new AuthRoutes(bus, tokens, clock, entropy).handlers());
        handlers.putAll(new PlayerRoutes(bus).handlers());
        handlers.putAll(new RegionRoutes(bus, settings.node().regions()).handlers());
        handlers.putAll(new HealthRoutes(bus).handlers());
        handlers.putAll(new LobbyRoutes(bus, streams, admission).handlers());
        return handlers;
    }

    /** The contract and the handlers must name the same operations. */
    private static void addOperations(
            RouterBuilder builder,
            VertxAdmission admission,
            Map<String, Consumer<VertxExchange>> handlers) {
        for (OpenAPIRoute route : builder.getRoutes()) {
            String id = route.getOperation().getOperationId();
            Consumer<VertxExchange> handler = handlers.remove(id);
            if (handler == null) {
                throw new IllegalStateException("openapi.yaml: no handler for " + id);
            }
            if (!route.getOperation().getSecurityRequirements().isEmpty()) {
                route.addHandler(VertxAdmission::requireCaller);
            }
            Object action = route.getOperation().getExtensions().get("x-limited-action");
            if (action != null) {
                route.addHandler(admission.limited(action.toString()));
            }
            // Logins are checked before validation, by the admission of all calls.
            route.setDoSecurity(false).addHandler(onExchange(handler));
        }
        if (!handlers.isEmpty()) {
            throw new IllegalStateException("openapi.yaml lacks " + handlers.keySet());
        }
    }

    private static Handler<RoutingContext> onExchange(Consumer<VertxExchange> handler) {
        return ctx -> handler.accept(new VertxExchange(ctx));
    }

    /** The bound port; known once the verticle is deployed. */
    public int port() {
        return server.actualPort();
    }

    /** From now on each answer is the last one of its connection. Any thread. */
    public void announceStopping() {
        closing.announce();
    }

    @Override
    public Future<?> stop() {
        streams.endAll();
        return closing.linger()
                .compose(done -> server.shutdown(SHUTDOWN_MS, TimeUnit.MILLISECONDS));
    }
}
