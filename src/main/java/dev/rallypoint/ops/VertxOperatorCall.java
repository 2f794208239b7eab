package dev.rallypoint.ops;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.Operator;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/** One call of an operator who was let in: who he is, what he sends. */
record VertxOperatorCall(RoutingContext ctx) {
    private static final String OPERATOR = "rallypoint.operator";
    private static final String HOST = "rallypoint.operator.host";
    private static final int DEFAULT_PAGE = 50;
    private static final int MAX_PAGE = 500;

    /**
     * @param host where he calls from: his address, not that of a proxy of ours
     */
    static void letIn(RoutingContext ctx, Operator operator, String host) {
        ctx.put(OPERATOR, operator).put(HOST, host);
    }

    Operator operator() {
        return Optional.<Operator>ofNullable(ctx.get(OPERATOR))
                .orElseThrow(() -> new RejectedException(ProblemCode.UNAUTHENTICATED));
    }

    String host() {
        return Optional.<String>ofNullable(ctx.get(HOST))
                .orElseThrow(() -> new RejectedException(ProblemCode.UNAUTHENTICATED));
    }

    /**
     * The body, a JSON object of these fields or some of them; empty if there is no body.
     *
     * @throws RejectedException INVALID_BODY if it is anything else: a misspelt field that is not
     *     read would make a ban for ever of one for a day
     */
    VertxFields body(Set<String> fields) {
        String text = Optional.ofNullable(ctx.body().asString()).orElse("");
        try {
            return new VertxFields(text.isBlank() ? new JsonObject() : new JsonObject(text))
                    .requireOnly(fields);
        } catch (DecodeException | ClassCastException notAnObject) {
            throw new RejectedException(
                    ProblemCode.INVALID_BODY, "the body must be one JSON object");
        }
    }

    /** Answers with a record as JSON, or with the problem that the future fails with. */
    void answer(int status, Future<?> record) {
        record.onSuccess(found -> send(status, AdminJson.encode(found))).onFailure(ctx::fail);
    }

    private void send(int status, String json) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json);
    }

    String path(String name) {
        return ctx.pathParam(name);
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(ctx.request().getParam(name)).filter(text -> !text.isEmpty());
    }

    /**
     * @throws RejectedException INVALID_PARAMETER if it is no number of 1 to 500
     */
    int limit() {
        String text = query("limit").orElse(String.valueOf(DEFAULT_PAGE));
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_PAGE) {
            throw new RejectedException(
                    ProblemCode.INVALID_PARAMETER, "limit must be 1 to " + MAX_PAGE);
        }
        return limit;
    }
}
