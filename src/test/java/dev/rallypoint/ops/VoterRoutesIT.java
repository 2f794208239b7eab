package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.NodeMessage.ForgetNode;
import dev.rallypoint.contract.OpsConfig;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VoterRoutesIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final Queue<ForgetNode> forgotten = new ConcurrentLinkedQueue<>();
    private final Queue<AuditEntry> audited = new ConcurrentLinkedQueue<>();
    private final OpsVerticle ops =
            new OpsVerticle(
                    new OpsConfig("127.0.0.1", 0, AdminRoutesIT.TOKEN),
                    AdminRoutesIT.tokens(),
                    registry,
                    AdminRoutesIT.ground(registry, bus),
                    AdminRoutesIT.edge(vertx, registry));

    @BeforeEach
    void start() {
        join(vertx.deployVerticle(ops));
        join(AdminRoutesIT.serveGuard(bus));
        join(bus.serve(BusContract.FORGET_NODE, this::forget));
        join(
                bus.serve(
                        BusContract.AUDIT_LATER,
                        entry -> {
                            audited.add(entry);
                            return Future.succeededFuture(new Done());
                        }));
    }

    private Future<Done> forget(ForgetNode call) {
        if (call.nodeId().equals("up")) {
            return Future.failedFuture(new RejectedException(ProblemCode.NODE_IS_UP));
        }
        forgotten.add(call);
        return Future.succeededFuture(new Done());
    }

    @AfterEach
    void stop() {
        join(vertx.close());
        registry.close();
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private HttpResponse<String> delete(String node, String token) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + ops.port() + "/admin/v1/nodes/" + node);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).DELETE();
        return http.send(
                request.header("Authorization", "Bearer " + token).build(),
                BodyHandlers.ofString());
    }

    @Test
    void forgetsANodeForAnOperatorAloneAndNotesIt() throws Exception {
        assertThat(delete("b", "wrong").statusCode()).isEqualTo(401);
        assertThat(forgotten).isEmpty();
        assertThat(delete("b", AdminRoutesIT.TOKEN).statusCode()).isEqualTo(204);
        assertThat(delete("c?cutOff=true", AdminRoutesIT.TOKEN).statusCode()).isEqualTo(204);
        assertThat(forgotten)
                .containsExactly(new ForgetNode("b", false), new ForgetNode("c", true));
        await().untilAsserted(
                        () ->
                                assertThat(audited)
                                        .extracting(entry -> entry.action() + " " + entry.subject())
                                        .containsExactly("node.forget b", "node.forget c"));
    }

    @Test
    void saysWhyANodeIsNotForgotten() throws Exception {
        HttpResponse<String> answer = delete("up", AdminRoutesIT.TOKEN);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("node_is_up");
        assertThat(audited).isEmpty();
    }
}
