package dev.rallypoint.http;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code openapi.yaml} as text and as a tree. */
final class OpenApiDocument {
    private static final String RESOURCE = "/openapi.yaml";
    private static final String RESPONSES = "responses";

    private final String yaml;
    private final Map<String, Object> tree;

    private OpenApiDocument(String yaml, Map<String, Object> tree) {
        this.yaml = yaml;
        this.tree = tree;
    }

    static OpenApiDocument load() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new OpenApiDocument(
                    yaml,
                    new ObjectMapper(new YAMLFactory()).readValue(yaml, new TypeReference<>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("the jar lacks a readable " + RESOURCE, e);
        }
    }

    String yaml() {
        return yaml;
    }

    Map<String, Object> tree() {
        return tree;
    }

    /**
     * The document with empty responses. Requests alone are validated, and the validator refuses
     * documents with answers of a media type it cannot validate, such as event streams.
     */
    Map<String, Object> requestsOnly() {
        return asMap(withoutAnswers(tree));
    }

    private static Object withoutAnswers(Object node) {
        if (!(node instanceof Map)) {
            return node;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        asMap(node)
                .forEach(
                        (key, value) ->
                                copy.put(
                                        key,
                                        key.equals(RESPONSES)
                                                ? Map.of("default", Map.of("description", ""))
                                                : withoutAnswers(value)));
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object node) {
        return (Map<String, Object>) node;
    }
}
