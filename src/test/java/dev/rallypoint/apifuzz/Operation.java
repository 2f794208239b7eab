package dev.rallypoint.apifuzz;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One operation of a contract, with its references looked up where they are needed. */
record Operation(Contract contract, String method, String path, JsonObject item, JsonObject own) {
    private static final String JSON = "application/json";

    String id() {
        return own.getString("operationId");
    }

    /** Name, {@code in} and schema of each. */
    List<JsonObject> parameters() {
        List<JsonObject> all = new ArrayList<>();
        Stream.of(item, own)
                .map(holder -> holder.getJsonArray("parameters", new JsonArray()))
                .flatMap(JsonArray::stream)
                .map(JsonObject.class::cast)
                .map(contract::resolve)
                .forEach(all::add);
        return all;
    }

    Optional<JsonObject> bodySchema() {
        return Optional.ofNullable(own.getJsonObject("requestBody"))
                .map(body -> body.getJsonObject("content").getJsonObject(JSON))
                .map(content -> content.getJsonObject("schema"));
    }

    boolean isBodyNeeded() {
        return Optional.ofNullable(own.getJsonObject("requestBody"))
                .map(body -> body.getBoolean("required", false))
                .orElse(false);
    }

    /** The answer that the contract names for a status, or for all that it does not name. */
    Optional<JsonObject> response(int status) {
        JsonObject all = own.getJsonObject("responses");
        return Optional.ofNullable(all.getJsonObject(String.valueOf(status)))
                .or(
                        () ->
                                Optional.ofNullable(all.getJsonObject("default"))
                                        .filter(any -> status >= 400))
                .map(contract::resolve);
    }

    /** Whether the contract names the status itself, not only all others. */
    boolean names(int status) {
        return own.getJsonObject("responses").containsKey(String.valueOf(status));
    }

    /** Whether a path as it was sent is of this operation, if nothing in it is odd. */
    boolean matches(String sentPath) {
        return Pattern.matches(path.replaceAll("\\{\\w+}", "[^/]+"), sentPath);
    }
}
