package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.AuditEntry;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.BusMessage.DrainNode;
import dev.rallypoint.contract.BusMessage.Homes;
import dev.rallypoint.contract.BusMessage.Nodes;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.OperatorToken;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators over real HTTP; the rooms that are asked are stood in for on the bus. */
class AdminRoutesIT {
    static final String TOKEN = "an-operators-token-of-a-test";

    private final HttpClient http = HttpClient.newHttpClient();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final Queue<String> drained = new ConcurrentLinkedQueue<>();
    private final Queue<AuditEntry> audited = new ConcurrentLinkedQueue<>();
    private volatile boolean isStoreAway;
    private final OpsVerticle ops =
            new OpsVerticle(
                    new Config.Ops("127.0.0.1", 0, TOKEN),
                    token(),
                    registry,
                    ground(registry, bus),
                    edge(vertx, registry));

    static Ground ground(MicrometerRegistry registry, VertxBus bus) {
        return new Ground(bus, registry.metrics(), new EpochClock(), new SecureEntropy());
    }

    static VertxEdge edge(Vertx vertx, MicrometerRegistry registry) {
        Config defaults = new ConfigLoader().load();
        return new VertxEdge(
                vertx, defaults.http(), defaults.tls(), registry.metrics(), new EpochClock());
    }

    static OperatorToken token() {
        Config config = new ConfigLoader().assignments(List.of("ops.token=" + TOKEN)).load();
        return OperatorToken.load(config, Path.of("no-directory"), bytes -> {});
    }

    @BeforeEach
    void start() {
        join(vertx.deployVerticle(ops));
        join(
                bus.serve(
                        BusContract.GET_NODES,
                        all ->
                                Future.succeededFuture(
                                        new Nodes(
                                                "a",
                                                List.of(
                                                        ReadinessTest.node("a", false),
                                                        ReadinessTest.node("b", true),
                                                        ReadinessTest.node("dead", false))))));
        join(
                bus.serve(
                        BusContract.GET_HOMES,
                        all -> Future.succeededFuture(new Homes(Map.of("a", 12)))));
        for (String nodeId : List.of("a", "b")) {
            join(bus.serve(BusContract.DRAIN_NODE.at(nodeId), call -> drain(nodeId, call)));
        }
        join(bus.serve(BusContract.AUDIT, this::audit));
    }

    private Future<Done> drain(String nodeId, DrainNode call) {
        drained.add(nodeId + " " + call.draining());
        return Future.succeededFuture(new Done());
    }

    private Future<Done> audit(AuditEntry entry) {
        if (isStoreAway) {
            return Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE));
        }
        audited.add(entry);
        return Future.succeededFuture(new Done());
    }

    @AfterEach
    void stop() {
        join(vertx.close());
        registry.close();
    }

    @Test
    void nobodyWithoutTheTokenSeesOrDoesAnything() throws Exception {
        for (String path : List.of("/nodes", "/nodes/a/drain", "/no/such/call")) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                assertProblem(call(method, path), 401, "unauthenticated");
                for (String wrong :
                        List.of(
                                "Bearer ",
                                "Bearer x",
                                "Bearer " + TOKEN + "x",
                                "Bearer " + TOKEN.toUpperCase())) {
                    HttpResponse<String> answer = call(method, path, "Authorization", wrong);
                    assertThat(answer.statusCode()).isEqualTo(401);
                    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                }
                assertProblem(
                        call(method, path, "Authorization", "Bearer wrong"), 401, "invalid_token");
                assertProblem(
                        call(method, path, "Authorization", "Basic " + TOKEN),
                        401,
                        "unauthenticated");
            }
        }
        assertThat(drained).isEmpty();
        assertThat(audited).isEmpty();
    }

    @Test
    void listsTheNodesOfTheCluster() throws Exception {
        HttpResponse<String> answer = asOperator("GET", "/nodes");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonArray nodes = new JsonArray(answer.body());
        assertThat(nodes).hasSize(3);
        JsonObject a = nodes.getJsonObject(0);
        assertThat(a.getMap())
                .containsEntry("nodeId", "a")
                .containsEntry("self", true)
                .containsEntry("draining", false)
                .containsEntry("lobbies", 12)
                .containsEntry("sessions", 0)
                .containsEntry("maxSessions", 1)
                .containsEntry("region", "local")
                .containsEntry("version", "0")
                .containsEntry("startedAt", "1970-01-01T00:00:00Z");
        assertThat(a.getJsonArray("relays")).containsExactly("192.0.2.1:25565");
        assertThat(nodes.getJsonObject(1).getMap())
                .containsEntry("draining", true)
                .containsEntry("lobbies", 0)
                .containsEntry("self", false);
    }

    @Test
    void drainsANodeAndTakesItBackAndNotesWhoDidIt() throws Exception {
        HttpResponse<String> answer = asOperator("POST", "/nodes/b/drain");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject().put("nodeId", "b").put("draining", true));
        assertThat(new JsonObject(asOperator("DELETE", "/nodes/b/drain").body()).getMap())
                .containsEntry("draining", false);
        assertThat(drained).containsExactly("b true", "b false");
        await().untilAsserted(
                        () ->
                                assertThat(audited)
                                        .extracting(
                                                e ->
                                                        e.actor()
                                                                + " "
                                                                + e.action()
                                                                + " "
                                                                + e.subject())
                                        .containsExactly(
                                                "operator node.drain b",
                                                "operator node.undrain b"));
        assertThat(audited).allMatch(entry -> entry.detail().contains("127.0.0.1"));
    }

    @Test
    void aDatabaseThatIsAwayKeepsNobodyFromDraining() throws Exception {
        isStoreAway = true;
        assertThat(asOperator("POST", "/nodes/a/drain").statusCode()).isEqualTo(200);
        assertThat(drained).containsExactly("a true");
    }

    @Test
    void anUnknownNodeAndOneThatDoesNotAnswerAreProblems() throws Exception {
        assertProblem(asOperator("POST", "/nodes/nobody/drain"), 404, "node_not_found");
        assertProblem(asOperator("DELETE", "/nodes/nobody/drain"), 404, "node_not_found");
        assertProblem(asOperator("POST", "/nodes/dead/drain"), 503, "timeout");
        assertProblem(asOperator("GET", "/nodes/a/drain"), 405, "method_not_allowed");
        assertProblem(asOperator("GET", "/no/such/call"), 404, "not_found");
        assertThat(audited).isEmpty();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    }

    private HttpResponse<String> asOperator(String method, String path) throws Exception {
        return call(method, path, "Authorization", "Bearer " + TOKEN);
    }

    private HttpResponse<String> call(String method, String path, String... headers)
            throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + ops.port() + "/admin/v1" + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
