package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.OpsConfig;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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

class TokenRoutesIT {
    private static final String PLAYER = Ids.playerId(7);

    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> revoked = new ConcurrentLinkedQueue<>();
    private final Queue<AuditEntry> audited = new ConcurrentLinkedQueue<>();
    private OpsVerticle ops;

    @BeforeEach
    void start() throws Exception {
        VertxBus bus = new VertxBus(vertx);
        OpsConfig config = new OpsConfig("127.0.0.1", 0, AdminRoutesIT.TOKEN);
        ops =
                new OpsVerticle(
                        config,
                        AdminRoutesIT.tokens(),
                        registry,
                        AdminRoutesIT.ground(registry, bus),
                        AdminRoutesIT.edge(vertx, registry));
        result(vertx.deployVerticle(ops));
        result(AdminRoutesIT.serveGuard(bus));
        result(
                bus.serve(
                        BusContract.REVOKE_TOKENS,
                        call -> {
                            revoked.add(call.playerId());
                            return Future.succeededFuture(new Done());
                        }));
        result(
                bus.serve(
                        BusContract.AUDIT_LATER,
                        line -> {
                            audited.add(line);
                            return Future.succeededFuture(new Done());
                        }));
    }

    @AfterEach
    void stop() throws Exception {
        result(vertx.close());
        registry.close();
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private int delete(String playerId, String token) throws Exception {
        URI uri =
                URI.create(
                        "http://127.0.0.1:"
                                + ops.port()
                                + "/admin/v1/players/"
                                + playerId
                                + "/tokens");
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .DELETE()
                        .header("Authorization", "Bearer " + token)
                        .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void anOperatorVoidsAPlayersTokensAndThatIsNoted() throws Exception {
        assertThat(delete(PLAYER, AdminRoutesIT.TOKEN)).isEqualTo(204);
        assertThat(revoked).containsExactly(PLAYER);
        await().until(() -> !audited.isEmpty());
        assertThat(audited)
                .extracting(line -> line.actor() + " " + line.action() + " " + line.subject())
                .containsExactly("operator player.tokens-revoked " + PLAYER);
    }

    @Test
    void nobodyElseDoes() throws Exception {
        assertThat(delete(PLAYER, "wrong")).isEqualTo(401);
        assertThat(delete("no-player-id", AdminRoutesIT.TOKEN)).isEqualTo(404);
        assertThat(revoked).isEmpty();
    }
}
