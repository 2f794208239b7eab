package dev.rallypoint.ops;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.ForgetPlayer;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.FindMatch;
import dev.rallypoint.contract.ResultMessage.ListResults;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.contract.ResultMessage.VoidMatch;
import dev.rallypoint.edge.VertxExport;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /admin/v1/matches}: what members disagree about, and what counts; and players' data. */
final class AdminMatchRoutes implements MountedRoutes {
    private static final String MATCHES = "/admin/v1/matches";
    private static final String PLAYER = "/admin/v1/players/:playerId";
    private static final int MAX_REASON = 200;
    private static final int MAX_ID = 64;
    private static final int MAX_EVIDENCE = 256;
    private static final Set<String> STATES =
            Set.of("open", "disputed", "contradicted", "settled", "voided");

    private record Page(List<Api.Match> matches) {}

    private record Erased(String playerId) {}

    private final VertxBus bus;
    private final VertxAuditTrail trail;
    private final EpochClock clock;
    private final VertxExport export;

    AdminMatchRoutes(VertxBus bus, VertxAuditTrail trail, EpochClock clock) {
        this.export = new VertxExport(bus, clock);
        this.bus = bus;
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    public void mountOn(Router router) {
        router.get(MATCHES).handler(this::list);
        router.get(MATCHES + "/:id").handler(this::show);
        router.post(MATCHES + "/:id/void").handler(this::cancel);
        router.post(MATCHES + "/:id/results").handler(this::decide);
        router.get(PLAYER + "/export").handler(this::export);
        router.delete(PLAYER).handler(this::erase);
    }

    private void list(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String state = call.query("state").orElse("disputed");
        if (!STATES.contains(state)) {
            throw new RejectedException(
                    ProblemCode.INVALID_PARAMETER,
                    "state must be open, disputed, contradicted, settled or voided");
        }
        ListResults question = new ListResults(state, call.limit());
        call.answer(
                200,
                bus.request(BusContract.LIST_RESULTS, question)
                        .map(
                                found ->
                                        new Page(
                                                found.matches().stream()
                                                        .map(MatchReply::toOperator)
                                                        .toList())));
    }

    private void show(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        FindMatch wanted = new FindMatch(matchId(call));
        call.answer(200, bus.request(BusContract.FIND_MATCH, wanted).map(MatchReply::toOperator));
    }

    private static String matchId(VertxOperatorCall call) {
        String id = call.path("id");
        if (!Ids.isMatchId(id)) {
            throw new RejectedException(ProblemCode.MATCH_NOT_FOUND);
        }
        return id;
    }

    private void cancel(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String reason = call.body(Set.of("reason")).requiredText("reason", MAX_REASON);
        VoidMatch order =
                new VoidMatch(matchId(call), call.operator().name(), reason, clock.nowMs());
        call.answer(
                200,
                bus.request(BusContract.VOID_MATCH, order)
                        .compose(
                                reply ->
                                        trail.note(call, "match.void", order.matchId(), reason)
                                                .map(reply.toOperator())));
    }

    private void decide(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        VertxFields fields = call.body(Set.of("placings", "evidence"));
        ReportResult report =
                new ReportResult(
                        matchId(call),
                        call.operator().name(),
                        true,
                        new MatchReport(placings(fields), fields.text("evidence", MAX_EVIDENCE)),
                        clock.nowMs());
        call.answer(
                200,
                bus.request(BusContract.REPORT_RESULT, report)
                        .compose(
                                reply ->
                                        trail.note(call, "match.decide", report.matchId(), "")
                                                .map(reply.toOperator())));
    }

    private static List<Placing> placings(VertxFields fields) {
        if (!(fields.json().getValue("placings") instanceof JsonArray entries)) {
            throw VertxFields.invalid("placings must be a list");
        }
        List<Placing> placings = new ArrayList<>();
        for (Object entry : entries) {
            if (!(entry instanceof JsonObject object)) {
                throw VertxFields.invalid("placings must be a list of objects");
            }
            placings.add(placing(new VertxFields(object)));
        }
        return placings;
    }

    private static Placing placing(VertxFields entry) {
        entry.requireOnly(Set.of("playerId", "place", "timeMs", "team"));
        return new Placing(
                entry.requiredText("playerId", MAX_ID),
                number(entry, "place").map(Long::intValue),
                number(entry, "timeMs"),
                number(entry, "team").map(Long::intValue));
    }

    private static Optional<Long> number(VertxFields entry, String name) {
        Object value = entry.json().getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Integer || value instanceof Long) {
            return Optional.of(((Number) value).longValue());
        }
        throw VertxFields.invalid(name + " must be a whole number");
    }

    private static String playerId(VertxOperatorCall call) {
        String playerId = call.path("playerId");
        if (Ids.clientId(playerId).isEmpty()) {
            throw new RejectedException(ProblemCode.PLAYER_NOT_FOUND);
        }
        return playerId;
    }

    private void export(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String playerId = playerId(call);
        trail.noteFirst(call, "player.export", playerId, "")
                .onFailure(ctx::fail)
                .onSuccess(noted -> export.send(ctx, playerId));
    }

    /**
     * The line in the audit trail is what to erase again from a restored backup; it comes first,
     * and without it nothing is begun.
     */
    private void erase(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String playerId = playerId(call);
        Future<Erased> erased =
                trail.noteFirst(call, "player.erase", playerId, "")
                        .compose(
                                noted ->
                                        bus.request(
                                                BusContract.FORGET_PLAYER,
                                                new ForgetPlayer(playerId)))
                        .map(
                                player -> {
                                    if (!player.wasKnown()) {
                                        throw new RejectedException(ProblemCode.PLAYER_NOT_FOUND);
                                    }
                                    return new Erased(playerId);
                                });
        call.answer(200, erased);
    }
}
