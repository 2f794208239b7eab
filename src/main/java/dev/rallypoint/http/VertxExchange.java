package dev.rallypoint.http;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.edge.Client;
import dev.rallypoint.edge.VertxClients;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One validated call: what was asked, by whom, and the way to answer it. */
record VertxExchange(RoutingContext ctx, VertxClients clients) {
    /** Only for operations that need a login. */
    Caller caller() {
        return VertxAdmission.callerOf(ctx)
                .orElseThrow(() -> new RejectedException(ProblemCode.UNAUTHENTICATED));
    }

    String path(String name) {
        return validated().getPathParameters().get(name).getString();
    }

    Optional<RequestParameter> query(String name) {
        return given(validated().getQuery(), name);
    }

    Optional<RequestParameter> header(String name) {
        return given(validated().getHeaders(), name);
    }

    /** The last event that the reader of a stream has seen. */
    OptionalLong lastEventId() {
        return header("Last-Event-ID")
                .or(() -> query("lastEventId"))
                .map(id -> OptionalLong.of(id.getLong()))
                .orElseGet(OptionalLong::empty);
    }

    private static Optional<RequestParameter> given(
            Map<String, RequestParameter> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isNull());
    }

    /**
     * The body, with the defaults of openapi.yaml for what is absent; all of them if there is none.
     */
    <T> T body(Class<T> type) {
        RequestParameter body = validated().getBody();
        JsonObject fields =
                body == null || body.isNull() ? new JsonObject() : body.getJsonObject().copy();
        VertxCalls.operationOf(ctx)
                .flatMap(VertxExchange::bodyProperties)
                .ifPresent(properties -> fit(fields, properties));
        return ApiJson.decode(fields.encode(), type);
    }

    private static Optional<JsonObject> bodyProperties(Operation operation) {
        return VertxCalls.bodySchema(operation).map(schema -> schema.get("properties"));
    }

    /** What the contract does not name may be anything, and is not read at all. */
    private static void fit(JsonObject fields, JsonObject properties) {
        fields.fieldNames().retainAll(properties.fieldNames());
        addDefaults(fields, properties);
    }

    private static void addDefaults(JsonObject fields, JsonObject properties) {
        for (String name : properties.fieldNames()) {
            if (properties.getValue(name) instanceof JsonObject property
                    && property.containsKey("default")
                    && !fields.containsKey(name)) {
                fields.put(name, property.getValue("default"));
            }
        }
    }

    private ValidatedRequest validated() {
        return ctx.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
    }

    Client client() {
        return clients.of(ctx);
    }

    /**
     * The caller's IP address for choosing between the relay's addresses; empty if the call came
     * through a proxy that is not ours, whose address says nothing about where the player is.
     */
    String clientHost() {
        return client().isCertain() ? client().host() : "";
    }

    /** Answers with a record as JSON, or with the problem that the future fails with. */
    void answer(int status, Future<?> record) {
        record.onSuccess(found -> send(status, ApiJson.encodeUtf8(found))).onFailure(ctx::fail);
    }

    /** Answers 204, or with the problem that the future fails with. */
    void answerEmpty(Future<?> done) {
        done.onSuccess(nothing -> ctx.response().setStatusCode(204).end()).onFailure(ctx::fail);
    }

    private void send(int status, byte[] json) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(json));
    }
}
