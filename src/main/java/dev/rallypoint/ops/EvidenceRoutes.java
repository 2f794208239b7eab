package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.CheatMessage.CheatFinding;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidencePage;
import dev.rallypoint.contract.CheatMessage.EvidenceReply;
import dev.rallypoint.contract.CheatMessage.EvidenceSummary;
import dev.rallypoint.contract.CheatMessage.GetEvidence;
import dev.rallypoint.contract.CheatMessage.ListEvidence;
import dev.rallypoint.contract.CheatMessage.ObservedState;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What speaks against players: {@code /admin/v1/evidence}. Each node keeps what its own relays saw;
 * any of them asks them all, and says which did not answer.
 */
final class EvidenceRoutes implements MountedRoutes {
    private static final String EVIDENCE = "/admin/v1/evidence";

    private final VertxBus bus;

    EvidenceRoutes(VertxBus bus) {
        this.bus = bus;
    }

    @Override
    public void mountOn(Router router) {
        router.get(EVIDENCE).handler(this::list);
        router.get(EVIDENCE + "/:evidenceId").handler(this::get);
    }

    private void list(RoutingContext call) {
        VertxOperatorCall asked = new VertxOperatorCall(call);
        Optional<String> player = asked.query("playerId");
        int limit = asked.limit();
        askAll(
                        nodeId ->
                                bus.request(
                                        BusContract.LIST_EVIDENCE.at(nodeId),
                                        new ListEvidence(player, limit)))
                .onSuccess(answers -> call.json(toJson(answers, limit)))
                .onFailure(call::fail);
    }

    /** The answer of one node; empty = it did not answer. */
    private record Answer<T>(String nodeId, Optional<T> value) {}

    private <T> Future<List<Answer<T>>> askAll(Function<String, Future<T>> question) {
        return bus.request(BusContract.GET_NODES, new GetNodes())
                .compose(
                        nodes ->
                                Future.all(
                                        nodes.nodes().stream()
                                                .map(NodeInfo::nodeId)
                                                .map(id -> ask(id, question))
                                                .toList()))
                .map(all -> all.list());
    }

    private static <T> Future<Answer<T>> ask(String nodeId, Function<String, Future<T>> question) {
        return question.apply(nodeId)
                .map(value -> new Answer<>(nodeId, Optional.of(value)))
                .otherwise(failure -> new Answer<>(nodeId, Optional.empty()));
    }

    private static JsonArray silent(List<? extends Answer<?>> answers) {
        return new JsonArray(
                answers.stream()
                        .filter(answer -> answer.value().isEmpty())
                        .map(Answer::nodeId)
                        .toList());
    }

    private static JsonObject toJson(List<Answer<EvidencePage>> answers, int limit) {
        Stream<EvidenceSummary> newest =
                answers.stream()
                        .flatMap(answer -> answer.value().stream())
                        .flatMap(page -> page.evidence().stream())
                        .sorted(Comparator.comparingLong(EvidenceSummary::atMs).reversed())
                        .limit(limit);
        return new JsonObject()
                .put("evidence", new JsonArray(newest.map(EvidenceRoutes::toJson).toList()))
                .put("silentNodes", silent(answers));
    }

    private static JsonObject toJson(EvidenceSummary summary) {
        return new JsonObject()
                .put("evidenceId", summary.evidenceId())
                .put("nodeId", summary.nodeId())
                .put("playerId", summary.playerId())
                .put("lobbyId", summary.lobbyId())
                .put("gameMode", summary.gameMode())
                .put("track", summary.track())
                .put("action", summary.action())
                .put("shadow", summary.shadow())
                .put("score", summary.score())
                .put("at", Instant.ofEpochMilli(summary.atMs()).toString())
                .put("rule", summary.cause().rule())
                .put("measured", summary.cause().measured())
                .put("allowed", summary.cause().allowed());
    }

    private void get(RoutingContext call) {
        GetEvidence question = new GetEvidence(call.pathParam("evidenceId"));
        askAll(nodeId -> bus.request(BusContract.GET_EVIDENCE.at(nodeId), question))
                .onSuccess(answers -> answer(call, answers))
                .onFailure(call::fail);
    }

    /** That it is nowhere is only sure if all have said so. */
    private static void answer(RoutingContext call, List<Answer<EvidenceReply>> answers) {
        Optional<EvidenceReply> found =
                answers.stream()
                        .flatMap(answer -> answer.value().stream())
                        .filter(reply -> reply.verdict().isPresent())
                        .findFirst();
        if (found.isPresent()) {
            call.response()
                    .putHeader(
                            "Content-Disposition",
                            "attachment; filename=\"" + found.get().evidenceId() + ".json\"");
            call.json(toJson(found.get(), found.get().verdict().orElseThrow()));
        } else {
            boolean all = silent(answers).isEmpty();
            call.fail(new RejectedException(all ? ProblemCode.NOT_FOUND : ProblemCode.TIMEOUT));
        }
    }

    private static JsonObject toJson(EvidenceReply reply, CheatVerdict verdict) {
        return new JsonObject()
                .put("evidenceId", reply.evidenceId())
                .put("nodeId", reply.nodeId())
                .put("playerId", verdict.playerId())
                .put("lobbyId", verdict.lobbyId())
                .put("gameMode", verdict.gameMode())
                .put("track", verdict.track())
                .put("action", verdict.action())
                .put("shadow", verdict.shadow())
                .put("score", verdict.score())
                .put("at", Instant.ofEpochMilli(verdict.atMs()).toString())
                .put("rule", verdict.cause().rule())
                .put("measured", verdict.cause().measured())
                .put("allowed", verdict.cause().allowed())
                .put(
                        "findings",
                        new JsonArray(
                                verdict.findings().stream().map(EvidenceRoutes::toJson).toList()))
                .put(
                        "states",
                        new JsonArray(
                                verdict.states().stream().map(EvidenceRoutes::toJson).toList()));
    }

    private static JsonObject toJson(CheatFinding finding) {
        return new JsonObject()
                .put("rule", finding.rule())
                .put("measured", finding.measured())
                .put("allowed", finding.allowed())
                .put("score", finding.score())
                .put("at", Instant.ofEpochMilli(finding.atMs()).toString());
    }

    private static JsonObject toJson(ObservedState state) {
        return new JsonObject()
                .put("serverMs", state.serverMs())
                .put("clientMicros", state.clientMicros())
                .put("sequence", Integer.toUnsignedLong(state.sequence()))
                .put("position", new JsonArray(state.position()))
                .put("velocity", new JsonArray(state.velocity()))
                .put("rotation", new JsonArray(state.rotation()))
                .put("checkpoints", state.checkpoints())
                .put("respawns", state.respawns())
                .put("paused", state.paused());
    }
}
