package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.AddressMessage.QuorumState;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.OpsConfig;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real HTTP against the operator port; the rooms it asks are stood in for on the bus. */
class OpsVerticleIT {
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[a-zA-Z_]\\w*=\"([^\"\\\\]|\\\\.)*\""
                            + "(,[a-zA-Z_]\\w*=\"([^\"\\\\]|\\\\.)*\")*})? "
                            + "(-?[0-9.]+(E-?[0-9]+)?|NaN|[+-]Inf)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final MicrometerMetrics metrics = registry.metrics();
    private final Vertx vertx =
            Vertx.builder()
                    .with(new VertxOptions().setMetricsOptions(registry.vertxOptions()))
                    .withMetrics(registry.vertxFactory())
                    .build();
    private final VertxBus bus = new VertxBus(vertx);
    private final OpsVerticle ops =
            new OpsVerticle(
                    new OpsConfig("127.0.0.1", 0, AdminRoutesIT.TOKEN),
                    AdminRoutesIT.tokens(),
                    registry,
                    AdminRoutesIT.ground(registry, bus),
                    AdminRoutesIT.edge(vertx, registry));
    private volatile ProblemCode storeAnswer = ProblemCode.PLAYER_NOT_FOUND;
    private volatile boolean draining;
    private volatile int reached = 3;

    @BeforeEach
    void start() {
        join(vertx.deployVerticle(ops));
        join(
                bus.serve(
                        BusContract.FIND_PLAYER,
                        probe ->
                                Future.<PlayerReply>failedFuture(
                                        new RejectedException(storeAnswer))));
        join(
                bus.serve(
                        BusContract.GET_QUORUM,
                        question ->
                                Future.succeededFuture(new QuorumState(reached > 1, 3, reached))));
        join(
                bus.serve(
                        BusContract.GET_NODES,
                        all ->
                                Future.succeededFuture(
                                        new Nodes(
                                                "a", List.of(ReadinessTest.node("a", draining))))));
    }

    @AfterEach
    void stop() {
        join(vertx.close());
        registry.close();
    }

    @Test
    void aNodeIsAliveAsSoonAsItsEventLoopAnswers() throws Exception {
        HttpResponse<String> answer = get("/health/live");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("status")).isEqualTo("UP");
    }

    @Test
    void aNodeIsReadyWhenAllItsPartsAre() throws Exception {
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(downParts())
                .contains("relay=the relay has not reported yet", "node=the node is starting");
        reportRelay();
        assertThat(downParts()).isEqualTo("node=the node is starting");
        join(ops.announceServing());
        HttpResponse<String> answer = get("/health/ready");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("status")).isEqualTo("UP");
    }

    /** Which no route sees, or which the router answers by itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /metrics     | No-Colon                      | 400 | malformed_request",
                "GET /metrics     | X: %20000d                    | 431 | headers_too_large",
                "GET /%9000d      | X: y                          | 414 | uri_too_long",
                "GET /admin/v1/bans | Expect: 200-maybe           | 400 | malformed_request",
                "PUT /admin/v1/filter | Content-Type: multipart/form-data; boundary=| 400"
                        + " | invalid_body",
                "GET /metrics     | Upgrade: h2c                  | 200 | -",
            })
    void whatIsNoCallIsRefusedAsAProblemToo(String line, String header, int status, String code)
            throws Exception {
        join(AdminRoutesIT.serveGuard(bus));
        String answer =
                raw(
                        line.formatted(1)
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1\r\n"
                                + "Authorization: Bearer "
                                + AdminRoutesIT.TOKEN
                                + "\r\n"
                                + header.formatted(1)
                                + "\r\n\r\n[");
        // A line that was not read to its end is answered as HTTP/1.0.
        assertThat(answer.substring("HTTP/1.x".length())).startsWith(" " + status + " ");
        if (status != 200) {
            assertThat(answer)
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains("\"code\":\"" + code + "\"");
        }
    }

    /** Reads until the node closes the connection. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", ops.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void theFailingPartIsNamed() throws Exception {
        reportRelay();
        join(ops.announceServing());
        draining = true;
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(downParts()).isEqualTo("cluster=the node is being drained");
        draining = false;
        reached = 1;
        assertThat(downParts())
                .isEqualTo(
                        "quorum=this node reaches 1 of the 3 nodes that have a say: it changes no"
                                + " lobby");
    }

    @Test
    void aDatabaseThatIsAwayIsSaidButSendsNobodyAway() throws Exception {
        reportRelay();
        join(ops.announceServing());
        storeAnswer = ProblemCode.STORE_UNAVAILABLE;
        HttpResponse<String> answer = get("/health/ready");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"warning\":\"store_unavailable");
    }

    @Test
    void aStoppingNodeIsAliveButNotReady() throws Exception {
        reportRelay();
        join(ops.announceServing());
        ops.announceStopping();
        await().until(() -> get("/health/ready").statusCode() == 503);
        assertThat(downParts()).isEqualTo("node=the node is stopping");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsAreLegalPrometheusText() throws Exception {
        registerTheCatalogue();
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body().lines().filter(line -> !line.startsWith("#")))
                .isNotEmpty()
                .allMatch(line -> SAMPLE.matcher(line).matches());
    }

    @Test
    void metricsHoldTheCatalogueTheMachineAndVertx() throws Exception {
        registerTheCatalogue();
        get("/health/live");
        String text = get("/metrics").body();
        for (Metric metric : Metric.values()) {
            assertThat(text).contains("# HELP " + metric.metricName() + " ");
        }
        assertThat(text)
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_gc_")
                .contains("jvm_threads_live_threads")
                .contains("jvm_classes_loaded_classes")
                .contains("process_cpu_usage")
                .contains("process_files_open_files")
                .contains("vertx_pool_in_use{")
                .contains("vertx_http_server_requests_total{");
    }

    @Test
    void noLabelHoldsWhatACallerInvents() throws Exception {
        HttpRequest brew =
                HttpRequest.newBuilder(uri("/metrics"))
                        .method("BREW", HttpRequest.BodyPublishers.noBody())
                        .build();
        http.send(brew, HttpResponse.BodyHandlers.ofString());
        get("/health/live?secret=1");
        get("/no/such/path");
        get("/health/ready");
        String text = get("/metrics").body();
        assertThat(text.lines().filter(line -> !line.startsWith("#")))
                .noneMatch(line -> line.contains("BREW"))
                .noneMatch(line -> line.contains("/health") || line.contains("/no/such"))
                .noneMatch(line -> line.contains("127.0.0.1") || line.contains("__vertx.reply"));
    }

    @Test
    void anythingElseIsAProblem() throws Exception {
        HttpResponse<String> missing = get("/nowhere");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(new JsonObject(missing.body()).getString("code")).isEqualTo("not_found");
        HttpRequest post =
                HttpRequest.newBuilder(uri("/metrics"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        HttpResponse<String> refused = http.send(post, HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(new JsonObject(refused.body()).getString("code"))
                .isEqualTo("method_not_allowed");
    }

    private void registerTheCatalogue() {
        for (Metric metric : Metric.values()) {
            String[] labels = metric.labels().stream().map(label -> "x").toArray(String[]::new);
            switch (metric.kind()) {
                case COUNTER -> metrics.increment(metric, labels);
                case GAUGE -> metrics.gauge(metric, () -> 1, labels);
                case TIMER -> metrics.record(metric, 1, labels);
            }
        }
    }

    private void reportRelay() {
        bus.publish(BusContract.RELAY_LOAD, new RelayLoad(0, 0, 0));
        await().until(() -> !downParts().contains("relay="));
    }

    /** {@code part=reason} of all that are down. */
    private String downParts() throws Exception {
        JsonArray checks = new JsonObject(get("/health/ready").body()).getJsonArray("checks");
        return String.join(
                ", ",
                checks.stream()
                        .map(JsonObject.class::cast)
                        .filter(check -> check.getString("status").equals("DOWN"))
                        .map(
                                check ->
                                        check.getString("id")
                                                + "="
                                                + check.getJsonObject("data").getString("reason"))
                        .sorted()
                        .toList());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ops.port() + path);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
