package dev.rallypoint.anticheat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A map of a YAML document that says where it stands when something is wrong in it. */
record YamlMap(JsonNode node, String where) {
    YamlMap {
        if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
            throw new IllegalArgumentException(where + "must be a map of keys");
        }
    }

    static YamlMap root(JsonNode node) {
        return new YamlMap(node, "");
    }

    /** Refuses what is not among them. */
    YamlMap withOnly(Set<String> known) {
        for (String key : keys()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        "unknown key " + where + key + "; known are " + new TreeSet<>(known));
            }
        }
        return this;
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    boolean has(String key) {
        return node.has(key);
    }

    /** The map under a key; an empty one if there is none. */
    YamlMap map(String key) {
        return new YamlMap(node.path(key), where + key + ".");
    }

    /** The entries of a list under a key; none if it is missing. */
    List<JsonNode> list(String key) {
        JsonNode list = node.path(key);
        if (!list.isArray() && !list.isMissingNode()) {
            throw new IllegalArgumentException(where + key + " is not a list");
        }
        List<JsonNode> entries = new ArrayList<>();
        list.forEach(entries::add);
        return entries;
    }

    String text(String key, String ifMissing) {
        return node.path(key).asText(ifMissing);
    }

    boolean isTrue(String key) {
        String text = text(key, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(where + key + " = " + text + " is not true|false");
        }
        return text.equals("true");
    }

    double number(String key, double ifMissing, double min, double max) {
        JsonNode value = node.path(key);
        double number = value.isMissingNode() ? ifMissing : number(value);
        if (!(number >= min && number <= max)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s%s = %s is not a number of %s to %s",
                            where,
                            key,
                            value.asText("(missing)"),
                            min,
                            max));
        }
        return number;
    }

    int wholeNumber(String key, int ifMissing, int min, int max) {
        double number = number(key, ifMissing, min, max);
        if (number != Math.rint(number)) {
            throw new IllegalArgumentException(where + key + " = " + number + " is not whole");
        }
        return (int) number;
    }

    /** NaN for what is no number. */
    static double number(JsonNode value) {
        try {
            return Double.parseDouble(value.asText());
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    <E extends Enum<E>> E word(String key, String ifMissing, Class<E> type) {
        return constant(text(key, ifMissing), where + key, type);
    }

    static <E extends Enum<E>> E constant(String word, String where, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(word)) {
                return constant;
            }
        }
        String known = List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT);
        throw new IllegalArgumentException(where + " = " + word + " is not one of " + known);
    }

    /** Keys and values as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        keys().forEach(key -> texts.put(key, node.get(key).asText()));
        return texts;
    }
}
