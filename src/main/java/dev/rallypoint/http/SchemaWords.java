package dev.rallypoint.http;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A JSON schema of one value in words: {@code a string of 1 to 32 characters, not blank}. */
final class SchemaWords {
    private SchemaWords() {}

    static String of(Map<String, Object> schema) {
        if (schema.get("enum") instanceof Iterable<?> words) {
            return "one of "
                    + StreamSupport.stream(words.spliterator(), false)
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        String meaning = schema.containsKey("x-meaning") ? ", " + schema.get("x-meaning") : "";
        return switch (String.valueOf(schema.get("type"))) {
            case "string" -> "a string" + range(schema, "Length", " of", " characters") + meaning;
            case "integer" -> "an integer" + range(schema, "imum", " from", "");
            case "array" -> "a list" + range(schema, "Items", " of", " items") + meaning;
            case "boolean" -> "true or false";
            default -> "of another type";
        };
    }

    private static String range(
            Map<String, Object> schema, String bound, String before, String after) {
        Object from = schema.get("min" + bound);
        Object to = schema.get("max" + bound);
        if (to == null) {
            return "";
        }
        return before + " " + (from == null ? 0 : from) + " to " + to + after;
    }
}
