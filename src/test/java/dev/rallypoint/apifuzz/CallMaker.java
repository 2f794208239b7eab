package dev.rallypoint.apifuzz;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes one call of an operation: right in all of its parts, or wrong in some. */
final class CallMaker {
    private static final List<String> METHODS =
            List.of(
                    "GET",
                    "POST",
                    "PUT",
                    "PATCH",
                    "DELETE",
                    "HEAD",
                    "OPTIONS",
                    "TRACE",
                    "CONNECT",
                    "PROPFIND",
                    "get",
                    "M-SEARCH",
                    "PRI");
    private static final List<String> TYPES =
            List.of(
                    "application/json; charset=utf-8",
                    "APPLICATION/JSON",
                    "application/json;charset=utf-16",
                    "application/problem+json",
                    "text/plain",
                    "text/json",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "multipart/form-data; boundary=",
                    "multipart/form-data; boundary=x",
                    "application/xml",
                    "application/json, text/plain",
                    ";",
                    "");
    private static final List<String> ODD_HEADERS =
            List.of(
                    "Expect: 100-continue",
                    "Expect: 200-maybe",
                    "Range: bytes=0-1",
                    "If-None-Match: *",
                    "If-Match: \"x\"",
                    "If-Modified-Since: yesterday",
                    "Accept: application/xml",
                    "Accept: */*;q=x",
                    "Accept-Encoding: br;q=2, gzip;q=nan",
                    "Content-Encoding: gzip",
                    "Origin: https://evil.example",
                    "Origin: null",
                    "Access-Control-Request-Method: DELETE",
                    "X-Forwarded-For: 203.0.113.9, \"quoted",
                    "X-Forwarded-For: ::1%lo",
                    "Forwarded: for=\"[2001:db8::1",
                    "X-Http-Method-Override: DELETE",
                    "Upgrade: websocket",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
                    "Connection: upgrade, HTTP2-Settings",
                    "Connection: close",
                    "Transfer-Encoding: gzip",
                    "Host: other",
                    "Cookie: a=b; =; a",
                    "Trailer: X",
                    "Te: trailers",
                    "Via: 1.1 x",
                    "Last-Event-ID: 1",
                    "Last-Event-ID: 9007199254740993",
                    "Last-Event-ID: 1e3",
                    "Last-Event-ID: \u00e9",
                    "X-Empty:",
                    "X-Tab:\t\t",
                    " folded",
                    "No-Colon",
                    ": no name",
                    "B\u00e4d: name",
                    "X-Nul: a\0b");
    private static final List<String> ODD_STEPS =
            List.of("..", ".", "%2e%2e", "%2f", "//", "%00", "%zz", "%", ";a=b", "..%5c", "\u00e9");

    private final Values values;
    private final World world;
    private Operation operation;
    private boolean ofOperators;
    private boolean isWellFormed;

    CallMaker(Values values, World world) {
        this.values = values;
        this.world = world;
    }

    Call make(Operation wanted, boolean isOfOperators) {
        operation = wanted;
        ofOperators = isOfOperators;
        isWellFormed = true;
        String method = operation.method();
        if (values.chance(25)) {
            method = values.anyOf(METHODS);
            isWellFormed = false;
        }
        String target = path() + query();
        Optional<String> text = body();
        List<String> headers = new ArrayList<>();
        headers.add("Host: localhost");
        addToken(headers);
        Optional<byte[]> body = text.map(CallMaker::utf8);
        addBodyHeaders(headers, body);
        for (int more = values.chance(4) ? values.number(1, 3) : 0; more > 0; more--) {
            headers.add(oddHeader());
        }
        return new Call(operation, method, target, headers, body, expected(text));
    }

    /** Raw bytes, now and then, are a lone surrogate's or no UTF-8 at all. */
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Call.Expected expected(Optional<String> text) {
        Optional<JsonObject> schema = operation.bodySchema();
        if (schema.isEmpty() || text.isEmpty()) {
            boolean fits = isWellFormed && (schema.isEmpty() || !operation.isBodyNeeded());
            return fits && text.isEmpty() ? Call.Expected.WELL_FORMED : Call.Expected.ANYTHING;
        }
        boolean isValid = isValid(schema.get(), text.get());
        if (isValid && isWellFormed) {
            return Call.Expected.WELL_FORMED;
        }
        // The operators' contract says less than all that is legal, and a mark at the start of
        // a text is passed over.
        boolean mayBeTaken = isValid || ofOperators || text.get().startsWith("\ufeff");
        return mayBeTaken || !operation.isBodyNeeded()
                ? Call.Expected.ANYTHING
                : Call.Expected.BAD_BODY;
    }

    /** As the contract has it: a field that is null is the same as one that is absent. */
    private boolean isValid(JsonObject schema, String text) {
        try {
            Object value = Json.decodeValue(text);
            if (value instanceof JsonObject fields) {
                fields.getMap().values().removeIf(Objects::isNull);
                // Each region once, which no schema can say.
                boolean areSeveral =
                        fields.getValue("regions") instanceof JsonArray regions
                                && regions.size() > 1;
                isWellFormed &= !areSeveral;
            }
            return operation.contract().whyInvalid(schema, value).isEmpty();
        } catch (DecodeException notJson) {
            return false;
        }
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (String step : operation.path().substring(1).split("/")) {
            path.append('/').append(step.startsWith("{") ? pathValue(step) : step);
            if (values.chance(60)) {
                path.append('/').append(values.anyOf(ODD_STEPS));
                isWellFormed = false;
            }
        }
        if (values.chance(40)) {
            path.append('/');
            isWellFormed = false;
        }
        return path.toString();
    }

    private String pathValue(String step) {
        String name = step.substring(1, step.length() - 1);
        String kind =
                !name.equals("id")
                        ? name
                        : operation.path().startsWith("/v1/players") ? "playerId" : "lobbyId";
        JsonObject schema =
                operation.parameters().stream()
                        .filter(parameter -> parameter.getString("name").equals(name))
                        .map(
                                parameter ->
                                        operation
                                                .contract()
                                                .resolve(parameter.getJsonObject("schema")))
                        .findFirst()
                        .orElseGet(JsonObject::new);
        String value = values.text(kind, schema);
        // What is empty or dots is another path.
        isWellFormed &= fits(schema, value) && !value.isBlank() && !value.matches("\\.+");
        return escaped(value);
    }

    private boolean fits(JsonObject schema, Object value) {
        return operation.contract().whyInvalid(schema, value).isEmpty();
    }

    private String query() {
        StringBuilder query = new StringBuilder();
        for (JsonObject parameter : operation.parameters()) {
            if (parameter.getString("in").equals("query") && values.chance(2)) {
                addParameter(query, parameter);
                while (values.chance(20)) {
                    addParameter(query, parameter);
                    isWellFormed = false;
                }
            }
        }
        if (values.chance(25)) {
            query.append(query.isEmpty() ? '?' : '&').append(values.anyOf(ODD_STEPS));
            isWellFormed = false;
        }
        return query.toString();
    }

    private void addParameter(StringBuilder query, JsonObject parameter) {
        String name = parameter.getString("name");
        JsonObject schema = operation.contract().resolve(parameter.getJsonObject("schema"));
        boolean isText = "string".equals(schema.getString("type"));
        String value = isText ? values.text(name, schema) : values.json(schema);
        // Numbers stand there as they are; the node's own tests say what else is a number.
        // A percent sign is decoded once more by vertx-openapi; no legal value has one.
        isWellFormed &=
                isText ? fits(schema, value) && value.matches("[^%]+") : value.matches("\\d{1,2}");
        isWellFormed &= isText || isValid(schema, value);
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(escaped(value));
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean isPlain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            out.append(isPlain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }

    private Optional<String> body() {
        Optional<JsonObject> schema = operation.bodySchema();
        if (values.chance(20) || schema.isEmpty() && !values.chance(15)) {
            return Optional.empty();
        }
        if (schema.isEmpty() || values.chance(20)) {
            isWellFormed = false;
            return Optional.of(values.chance(3) ? values.oddText() : values.anyOf(Values.ODD_JSON));
        }
        String text = values.json(schema.get());
        if (values.chance(40)) {
            return Optional.of("\ufeff" + text);
        }
        return Optional.of(
                values.chance(25) ? text.substring(0, values.number(0, text.length())) : text);
    }

    private void addToken(List<String> headers) {
        String right = ofOperators ? world.operatorToken(values) : world.playerToken(values);
        switch (values.number(0, 15)) {
            case 0 -> isWellFormed = false;
            case 1 -> {
                isWellFormed = false;
                headers.add("Authorization: Bearer " + printable(values.oddText()));
            }
            case 2 -> {
                isWellFormed = false;
                headers.add("Authorization: Basic " + printable(values.oddText()));
            }
            default -> headers.add("Authorization: Bearer " + right);
        }
    }

    private void addBodyHeaders(List<String> headers, Optional<byte[]> body) {
        if (body.isEmpty()) {
            if (operation.bodySchema().isPresent() || values.chance(10)) {
                headers.add("Content-Length: 0");
            }
            return;
        }
        boolean isOddType = values.chance(15);
        isWellFormed &= !isOddType;
        headers.add("Content-Type: " + (isOddType ? values.anyOf(TYPES) : "application/json"));
        if (values.chance(60)) {
            isWellFormed = false;
            headers.add(
                    "Content-Length: "
                            + values.anyOf(
                                    List.of("-1", "x", "1e3", "+5", "99999999999999999999")));
            headers.add("Connection: close");
        } else {
            headers.add("Content-Length: " + body.get().length);
        }
    }

    private String oddHeader() {
        isWellFormed = false;
        return switch (values.number(0, 6)) {
            case 0 -> "X-Long: " + "y".repeat(values.number(0, 20_000));
            case 1 -> "X-Odd: " + printable(values.oddText());
            case 2 -> printable(values.oddText()) + ": x";
            default -> values.anyOf(ODD_HEADERS);
        };
    }

    /** One header stays one header here: what a line break does is tried in bodies. */
    private static String printable(String text) {
        return text.replaceAll("[\r\n]", "");
    }
}
