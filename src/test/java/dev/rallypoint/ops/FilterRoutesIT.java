package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.OpsConfig;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.FilterVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators change the packet filter over real HTTP. */
class FilterRoutesIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final EpochClock clock = new EpochClock();
    private final Queue<AuditEntry> audited = new ConcurrentLinkedQueue<>();
    private final FilterVerticle filter =
            new FilterVerticle(
                    new ConfigLoader().load().filter(),
                    "a",
                    new Ground(bus, registry.metrics(), clock, new SecureEntropy()));
    private final OpsVerticle ops =
            new OpsVerticle(
                    new OpsConfig("127.0.0.1", 0, AdminRoutesIT.TOKEN),
                    AdminRoutesIT.tokens(),
                    registry,
                    AdminRoutesIT.ground(registry, bus),
                    AdminRoutesIT.edge(vertx, registry));

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @BeforeEach
    void start() {
        join(vertx.deployVerticle(filter));
        join(vertx.deployVerticle(ops));
        join(AdminRoutesIT.serveGuard(bus));
        join(
                bus.serve(
                        BusContract.AUDIT_LATER,
                        entry -> {
                            audited.add(entry);
                            return Future.succeededFuture(new Done());
                        }));
    }

    @AfterEach
    void stop() {
        join(vertx.close());
        registry.close();
    }

    private HttpResponse<String> call(String method, String body, String token) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + ops.port() + "/admin/v1/filter");
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> call(String method, String body) throws Exception {
        return call(method, body, AdminRoutesIT.TOKEN);
    }

    @Test
    void showsAndChangesTheFilterAndNotesWhoDidIt() throws Exception {
        JsonObject before = new JsonObject(call("GET", "").body());
        assertThat(before.getJsonObject("settings").getInteger("handshakesPerNode"))
                .isEqualTo(5_000);
        assertThat(before.getJsonObject("settings").getJsonArray("strangers"))
                .containsExactly("firewall", "source", "prefix");
        assertThat(before.getJsonObject("attack").getBoolean("underAttack")).isFalse();

        JsonArray many = new JsonArray();
        for (int i = 0; i < 50_000; i++) {
            many.add(String.format("100.%d.%d.0/25", 64 + i / 256 % 64, i % 256));
            many.add(String.format("2001:db8:%x::/48", i));
        }
        HttpResponse<String> answer =
                call("PUT", new JsonObject().put("deny", many).put("unmarkedPerNode", 7).encode());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject changed = new JsonObject(answer.body());
        assertThat(changed.getJsonObject("firewall").getInteger("denyBlocks"))
                .isEqualTo(50_000 + 64 * 256);
        assertThat(changed.getJsonObject("changes").getJsonArray("keys"))
                .containsExactly("deny", "unmarkedPerNode");
        assertThat(filter.rules().firewall().isDenied(CidrBlock.addressOf("100.64.9.1"))).isTrue();
        assertThat(filter.rules().rates().unmarkedPerNode()).isEqualTo(7);

        assertThat(call("PUT", "{\"deny\":null}").statusCode()).isEqualTo(200);
        assertThat(filter.rules().firewall().denyBlocks()).isZero();
        assertThat(filter.rules().rates().unmarkedPerNode()).isEqualTo(7);
        assertThat(call("DELETE", "").statusCode()).isEqualTo(200);
        assertThat(filter.rules().rates().unmarkedPerNode()).isEqualTo(1_000);

        await().untilAsserted(() -> assertThat(audited).hasSize(3));
        assertThat(audited).allMatch(entry -> entry.action().equals("filter.change"));
        assertThat(audited.peek().detail()).contains("host=127.0.0.1").hasSizeLessThan(400);
    }

    @Test
    void whatIsWrongIsSaidAndChangesNothing() throws Exception {
        for (String body :
                new String[] {
                    "",
                    "[]",
                    "{",
                    "7",
                    "null",
                    "{\"deny\":{}}",
                    "{\"deny\":[[]]}",
                    "{\"deny\":[\"192.0.2.0/40\"]}",
                    "{\"deny\":\"\\n[\"}",
                    "{\"handshakesPerNode\":-1}",
                    "{\"handshakesPerNode\":99999999999999999999}",
                    "{\"handshakesPerNode\":1.5}",
                    "{\"nobody\":1}",
                    "{\"nobody\":null,\"strangers\":[\"x\"]}"
                }) {
            HttpResponse<String> answer = call("PUT", body);
            assertThat(answer.statusCode()).as(body + answer.body()).isEqualTo(400);
            JsonObject problem = new JsonObject(answer.body());
            assertThat(problem.getString("code")).isEqualTo("invalid_body");
            assertThat(problem.getString("detail")).as(body).isNotBlank();
        }
        assertThat(call("PUT", " ".repeat(5 << 20)).statusCode()).isEqualTo(413);
        assertThat(call("PUT", "{}", "wrong").statusCode()).isEqualTo(401);
        assertThat(call("GET", "", "wrong").statusCode()).isEqualTo(401);
        assertThat(call("POST", "{}").statusCode()).isEqualTo(405);
        assertThat(audited).isEmpty();
        assertThat(new JsonObject(call("GET", "").body()).getJsonObject("changes").getString("by"))
                .isEmpty();
    }
}
