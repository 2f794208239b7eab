package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.CheatMessage.CheatFinding;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidencePage;
import dev.rallypoint.contract.CheatMessage.EvidenceReply;
import dev.rallypoint.contract.CheatMessage.EvidenceSummary;
import dev.rallypoint.contract.CheatMessage.ObservedState;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.OpsConfig;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Evidence over real HTTP, from two nodes of which a third is silent. */
class EvidenceRoutesIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final OpsVerticle ops =
            new OpsVerticle(
                    new OpsConfig("127.0.0.1", 0, AdminRoutesIT.TOKEN),
                    AdminRoutesIT.tokens(),
                    registry,
                    AdminRoutesIT.ground(registry, bus),
                    AdminRoutesIT.edge(vertx, registry));
    private volatile List<String> nodes = List.of("a", "b");

    @BeforeEach
    void start() {
        join(vertx.deployVerticle(ops));
        join(AdminRoutesIT.serveGuard(bus));
        join(
                bus.serve(
                        BusContract.GET_NODES,
                        all ->
                                Future.succeededFuture(
                                        new Nodes(
                                                "a",
                                                nodes.stream()
                                                        .map(id -> ReadinessTest.node(id, false))
                                                        .toList()))));
        serve("a", 1_000);
        serve("b", 2_000);
    }

    private void serve(String nodeId, long atMs) {
        CheatVerdict verdict = verdict(atMs);
        String id = "id-of-" + nodeId;
        EvidenceSummary summary =
                new EvidenceSummary(
                        id,
                        nodeId,
                        verdict.playerId(),
                        verdict.lobbyId(),
                        verdict.gameMode(),
                        verdict.track(),
                        verdict.action(),
                        verdict.shadow(),
                        verdict.score(),
                        atMs,
                        verdict.cause());
        join(
                bus.serve(
                        BusContract.LIST_EVIDENCE.at(nodeId),
                        question ->
                                Future.succeededFuture(
                                        new EvidencePage(
                                                question.playerId().equals(Optional.of("none"))
                                                        ? List.of()
                                                        : List.of(summary)))));
        join(
                bus.serve(
                        BusContract.GET_EVIDENCE.at(nodeId),
                        question ->
                                Future.succeededFuture(
                                        new EvidenceReply(
                                                question.evidenceId(),
                                                nodeId,
                                                question.evidenceId().equals(id)
                                                        ? Optional.of(verdict)
                                                        : Optional.empty()))));
    }

    private static CheatVerdict verdict(long atMs) {
        ObservedState state =
                new ObservedState(
                        atMs,
                        7,
                        -1,
                        List.of(1.0, 2.0, 3.0),
                        List.of(4.0, 5.0, 6.0),
                        List.of(0.0, 0.0, 0.0, 1.0),
                        8,
                        9,
                        true);
        return new CheatVerdict(
                "p1",
                "l1",
                "rally",
                "coast",
                "flag",
                false,
                42.5,
                atMs,
                List.of(new CheatFinding("speed", 70, 57, 42.5, atMs)),
                List.of(state));
    }

    @AfterEach
    void stop() {
        join(vertx.close());
        registry.close();
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private HttpResponse<String> get(String more, String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + ops.port()
                                                + "/admin/v1/evidence"
                                                + more))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonObject ok(String more) throws Exception {
        HttpResponse<String> answer = get(more, AdminRoutesIT.TOKEN);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    @Test
    void listsWhatAllNodesKeepTheNewestFirst() throws Exception {
        JsonArray list = ok("").getJsonArray("evidence");

        assertThat(list).hasSize(2);
        assertThat(list.getJsonObject(0).getString("nodeId")).isEqualTo("b");
        assertThat(list.getJsonObject(1).getString("rule")).isEqualTo("speed");
        assertThat(list.getJsonObject(1).getDouble("allowed")).isEqualTo(57);
        assertThat(ok("?limit=1").getJsonArray("evidence")).hasSize(1);
        assertThat(ok("?playerId=none").getJsonArray("evidence")).isEmpty();
        assertThat(ok("").getJsonArray("silentNodes")).isEmpty();
    }

    @Test
    void bringsEvidenceFromWhicheverNodeHasIt() throws Exception {
        JsonObject evidence = ok("/id-of-b");

        assertThat(evidence.getString("nodeId")).isEqualTo("b");
        assertThat(evidence.getString("at")).isEqualTo("1970-01-01T00:00:02Z");
        JsonObject state = evidence.getJsonArray("states").getJsonObject(0);
        assertThat(state.getLong("sequence")).isEqualTo(4_294_967_295L);
        assertThat(state.getJsonArray("velocity")).containsExactly(4.0, 5.0, 6.0);
        assertThat(evidence.getJsonArray("findings")).hasSize(1);
    }

    @Test
    void saysWhichNodesDidNotAnswer() throws Exception {
        nodes = List.of("a", "gone");

        assertThat(ok("").getJsonArray("silentNodes")).containsExactly("gone");
        assertThat(ok("/id-of-a").getString("nodeId")).isEqualTo("a");
        assertThat(get("/id-of-b", AdminRoutesIT.TOKEN).statusCode()).isEqualTo(503);
    }

    @Test
    void isForOperatorsOnlyAndRefusesNonsense() throws Exception {
        assertThat(get("", "wrong").statusCode()).isEqualTo(401);
        assertThat(get("/id-of-a", "wrong").statusCode()).isEqualTo(401);
        assertThat(get("/unknown", AdminRoutesIT.TOKEN).statusCode()).isEqualTo(404);
        assertThat(get("?limit=-1", AdminRoutesIT.TOKEN).statusCode()).isEqualTo(400);
        assertThat(get("?limit=x", AdminRoutesIT.TOKEN).statusCode()).isEqualTo(400);
    }
}
