package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import dev.rallypoint.contract.TicketMessage.TicketsAlive;
import dev.rallypoint.edge.VertxClients;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The matchmaking API's port; one instance a node. */
public final class HttpVerticle extends VerticleBase {
    private static final long SHUTDOWN_MS = 500;
    private static final long RELOAD_MS = 30_000;

    /** Well within the least silence after which a ticket ends. */
    private static final long WATCHED_MS = 2_000;

    private final HttpSettings settings;
    private final VertxEdge edge;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final Entropy entropy;
    private final VertxRevocations revocations;
    private VertxEventStreams<LobbyEvent> lobbyStreams;
    private VertxEventStreams<TicketEvent> ticketStreams;
    private VertxClosing closing;
    private HttpServer server;

    private record Texts(OpenApiDocument document, PageRoutes pages) {}

    public HttpVerticle(HttpSettings settings, VertxEdge edge, Ground ground) {
        this.settings = settings;
        this.edge = edge;
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
                .compose(router -> startStreams().map(router))
                .compose(this::serve)
                .onSuccess(this::onListening)
                .mapEmpty();
    }

    private Future<Void> startStreams() {
        return bus.subscribe(
                        BusContract.LOBBY_EVENTS,
                        event -> lobbyStreams.onLive(event.lobbyId(), List.of(event)))
                .compose(
                        done ->
                                bus.subscribe(
                                        BusContract.TICKET_CHANGED,
                                        change ->
                                                ticketStreams.onLive(
                                                        change.ticketId(), change.events())))
                .compose(done -> lobbyStreams.start())
                .compose(done -> ticketStreams.start())
                .compose(
                        done ->
                                revocations.start(
                                        revocation -> {
                                            lobbyStreams.onRevocation(revocation);
                                            ticketStreams.onRevocation(revocation);
                                        }));
    }

    private Future<HttpServer> serve(Router router) {
        VertxEdge.Port port = edge.apiPort();
        return edge.listen(
                edge.newServer(vertx, port, closing::onConnection)
                        .requestHandler(router)
                        .invalidRequestHandler(VertxMalformedCalls::refuse),
                port);
    }

    private void onListening(HttpServer listening) {
        server = listening;
        vertx.setPeriodic(settings.heartbeatMs(), this::heartbeat);
        vertx.setPeriodic(WATCHED_MS, timer -> tellWhatIsWatched());
        vertx.setPeriodic(RELOAD_MS, timer -> revocations.reload());
    }

    /** A ticket whose stream is open has a player. */
    private void tellWhatIsWatched() {
        List<String> ticketIds = ticketStreams.subjects();
        if (!ticketIds.isEmpty()) {
            bus.publish(BusContract.TICKETS_WATCHED, new TicketsAlive(ticketIds));
        }
    }

    private void heartbeat(long timer) {
        lobbyStreams.heartbeat(clock.nowMs());
        ticketStreams.heartbeat(clock.nowMs());
    }

    private Router router(OpenAPIContract contract, Texts texts) {
        VertxProblems problems = new VertxProblems(contract, metrics);
        VertxAccessTokens tokens =
                new VertxAccessTokens(
                        vertx,
                        settings.accessTokenKeys(),
                        settings.security().accessTokenSeconds(),
                        clock);
        VertxAdmission admission =
                new VertxAdmission(tokens, revocations, bus, problems, edge.clients());
        furnishStreams(problems);
        RouterBuilder builder = RouterBuilder.create(vertx, contract, new VertxTextParameters());
        VertxCalls calls = new VertxCalls(contract, problems, metrics, edge, closing);
        addRootHandlers(builder, calls, admission);
        addOperations(builder, admission, handlers(tokens, admission, texts));
        Router router = builder.createRouter();
        problems.mount(router);
        return router;
    }

    private void furnishStreams(VertxProblems problems) {
        StreamLimits limits = StreamLimits.of(settings.http(), settings.security());
        metrics.gauge(Metric.EVENT_STREAMS, limits::open);
        lobbyStreams =
                new VertxEventStreams<>(
                        bus, VertxEventFeed.ofLobbies(bus), problems, clock, limits);
        ticketStreams =
                new VertxEventStreams<>(
                        bus, VertxEventFeed.ofTickets(bus), problems, clock, limits);
    }

    /** In this order: measure, CORS, type and size of the body, then who calls how often. */
    private void addRootHandlers(
            RouterBuilder builder, VertxCalls calls, VertxAdmission admission) {
        VertxCors cors = new VertxCors(settings.http().corsOrigins());
        builder.rootHandler((PlatformHandler) calls::onCall)
                .rootHandler((SecurityPolicyHandler) cors::onCall)
                .rootHandler((SecurityPolicyHandler) VertxCalls::requireJson)
                .rootHandler(BodyHandler.create(false).setBodyLimit(settings.http().maxBodyBytes()))
                .rootHandler((AuthenticationHandler) admission::onCall);
    }

    private Map<String, Consumer<VertxExchange>> handlers(
            VertxAccessTokens tokens, VertxAdmission admission, Texts texts) {
        Map<String, Consumer<VertxExchange>> handlers = new HashMap<>();
        handlers.putAll(texts.pages().handlers());
        handlers.putAll(new AuthRoutes(bus, tokens, clock, entropy).handlers());
        handlers.putAll(new PlayerRoutes(bus).handlers());
        handlers.putAll(new PrivacyRoutes(bus, clock).handlers());
        handlers.putAll(new MatchRoutes(bus, clock).handlers());
        handlers.putAll(new RegionRoutes(bus, settings.node().regions()).handlers());
        handlers.putAll(new IceRoutes(bus).handlers());
        handlers.putAll(new HealthRoutes(bus).handlers());
        handlers.putAll(new DoctorRoutes(bus, clock).handlers());
        handlers.putAll(new LobbyRoutes(bus, lobbyStreams, admission).handlers());
        handlers.putAll(new TicketRoutes(bus, ticketStreams).handlers());
        return handlers;
    }

    /** The contract and the handlers must name the same operations. */
    private void addOperations(
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

    private Handler<RoutingContext> onExchange(Consumer<VertxExchange> handler) {
        VertxClients clients = edge.clients();
        return ctx -> handler.accept(new VertxExchange(ctx, clients));
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
        lobbyStreams.endAll();
        ticketStreams.endAll();
        return closing.linger()
                .compose(done -> server.shutdown(SHUTDOWN_MS, TimeUnit.MILLISECONDS));
    }
}
