package dev.rallypoint.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Hands parameters that are strings to the validator as JSON strings. It would else try them as
 * JSON first, and refuse a cursor that reads as a number ({@code -12}) or a name in quotes.
 *
 * <p>Leaves out the fields of the body that are null: many a JSON library writes what is absent so.
 */
final class VertxTextParameters implements RequestExtractor {
    private final RequestExtractor raw = RequestExtractor.withBodyHandler();

    @Override
    public Future<ValidatableRequest> extractValidatableRequest(
            RoutingContext ctx, Operation operation) {
        return raw.extractValidatableRequest(ctx, operation)
                .map(request -> new Quoted(request, operation));
    }

    private record Quoted(ValidatableRequest raw, Operation operation)
            implements ValidatableRequest {
        @Override
        public Map<String, RequestParameter> getPathParameters() {
            return quote(raw.getPathParameters());
        }

        @Override
        public Map<String, RequestParameter> getQuery() {
            return quote(raw.getQuery());
        }

        private Map<String, RequestParameter> quote(Map<String, RequestParameter> parameters) {
            Map<String, RequestParameter> quoted = new HashMap<>(parameters);
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getSchemaType() == SchemaType.STRING)
                    .forEach(
                            parameter ->
                                    quoted.computeIfPresent(
                                            parameter.getName(), (name, value) -> quote(value)));
            return quoted;
        }

        private static RequestParameter quote(RequestParameter value) {
            if (value.isNull()) {
                return value;
            }
            String json = Json.encode(value.getString());
            return () -> json;
        }

        @Override
        public Map<String, RequestParameter> getHeaders() {
            return raw.getHeaders();
        }

        @Override
        public Map<String, RequestParameter> getCookies() {
            return raw.getCookies();
        }

        @Override
        public RequestParameter getBody() {
            RequestParameter body = raw.getBody();
            if (!body.isBuffer()) {
                return body;
            }
            Buffer sound = withoutNulls(body.getBuffer());
            return () -> sound;
        }

        /** What is no JSON object is the validator's to refuse. */
        private static Buffer withoutNulls(Buffer body) {
            try {
                if (Json.decodeValue(body) instanceof JsonObject fields
                        && fields.getMap().values().removeIf(Objects::isNull)) {
                    return fields.toBuffer();
                }
            } catch (DecodeException notJson) {
                return body;
            }
            return body;
        }

        @Override
        public String getContentType() {
            return raw.getContentType();
        }
    }
}
