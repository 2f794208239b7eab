package dev.rallypoint.apifuzz;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.JsonSchemaValidationException;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An OpenAPI document: its operations, and whether a value is of one of its schemas. */
final class Contract {
    private static final Set<String> NO_METHODS = Set.of("parameters", "summary", "description");
    private static final JsonSchemaOptions OPTIONS =
            new JsonSchemaOptions().setBaseUri("app://contract/").setDraft(Draft.DRAFT202012);

    private final JsonObject document;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, Validator> validators = new HashMap<>();

    private Contract(JsonObject document) {
        this.document = document;
        document.getJsonObject("paths")
                .forEach(path -> addOperations(path.getKey(), (JsonObject) path.getValue()));
    }

    static Contract load(String resource) {
        try (InputStream in = Contract.class.getResourceAsStream(resource)) {
            Map<String, Object> tree =
                    new ObjectMapper(new YAMLFactory()).readValue(in, new TypeReference<>() {});
            return new Contract(new JsonObject(new JsonObject(tree).encode()));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private void addOperations(String path, JsonObject item) {
        for (String method : item.fieldNames()) {
            if (!NO_METHODS.contains(method)) {
                operations.add(
                        new Operation(
                                this,
                                method.toUpperCase(Locale.ROOT),
                                path,
                                item,
                                item.getJsonObject(method)));
            }
        }
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** What a {@code $ref} within the document stands for; the thing itself if it is none. */
    JsonObject resolve(JsonObject node) {
        String reference = node.getString("$ref");
        if (reference == null) {
            return node;
        }
        JsonObject found = document;
        for (String step : reference.substring("#/".length()).split("/")) {
            found = found.getJsonObject(step);
        }
        return resolve(found);
    }

    /** Why the value is not of the schema; empty if it is. */
    Optional<String> whyInvalid(JsonObject schema, Object value) {
        Validator validator =
                validators.computeIfAbsent(
                        schema.encode(),
                        text ->
                                Validator.create(
                                        JsonSchema.of(
                                                schema.copy()
                                                        .put(
                                                                "components",
                                                                document.getJsonObject("components")
                                                                        .copy())),
                                        OPTIONS));
        try {
            OutputUnit result = validator.validate(value);
            result.checkValidity();
            return Optional.empty();
        } catch (JsonSchemaValidationException invalid) {
            return Optional.of(invalid.getMessage());
        }
    }
}
