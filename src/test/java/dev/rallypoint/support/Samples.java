package dev.rallypoint.support;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON for fuzz targets: a whole document of a record, and what becomes of it when a few of its
 * parts are something else. No fuzzer makes up all the names of a record's fields.
 */
public final class Samples {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_EDITS = 4;
    private static final List<String> ODD =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "2.5",
                    "1e99",
                    "9223372036854775807",
                    "9223372036854775808",
                    "\"\"",
                    "\"x\"",
                    "\"1\"",
                    "[]",
                    "[null]",
                    "{}",
                    "{\"a\":null}",
                    "[[[1]]]");

    private Samples() {}

    /** Every field there, with a value of its type. */
    public static JsonNode of(Class<?> record) {
        ObjectNode fields = NODES.objectNode();
        for (RecordComponent part : record.getRecordComponents()) {
            fields.set(part.getName(), of(part.getGenericType()));
        }
        return fields;
    }

    private static JsonNode of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Map.class) {
                return NODES.objectNode().set("1", of(arguments[1]));
            }
            return generic.getRawType() == Optional.class
                    ? of(arguments[0])
                    : NODES.arrayNode().add(of(arguments[0]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return NODES.textNode(((Enum<?>) plain.getEnumConstants()[0]).name());
        }
        return plain.isRecord() ? of(plain) : primitive(plain);
    }

    private static JsonNode primitive(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "long", "Integer", "Long" -> NODES.numberNode(1);
            case "double", "Double" -> NODES.numberNode(1.5);
            case "boolean", "Boolean" -> NODES.booleanNode(true);
            case "UUID" -> NODES.textNode("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
            default -> NODES.textNode("a");
        };
    }

    /** The document as text with up to four parts replaced, removed or added. */
    public static String edited(JsonNode document, FuzzedDataProvider data) {
        JsonNode copy = document.deepCopy();
        for (int edits = data.consumeInt(0, MAX_EDITS); edits > 0; edits--) {
            edit(copy, data);
        }
        return copy.toString();
    }

    private static void edit(JsonNode root, FuzzedDataProvider data) {
        JsonNode holder = root;
        while (true) {
            List<JsonNode> inner = new ArrayList<>();
            holder.forEach(child -> inner.add(child));
            inner.removeIf(child -> !child.isContainerNode());
            if (inner.isEmpty() || data.consumeBoolean()) {
                break;
            }
            holder = inner.get(data.consumeInt(0, inner.size() - 1));
        }
        if (holder instanceof ObjectNode fields) {
            edit(fields, data);
        } else {
            edit((ArrayNode) holder, data);
        }
    }

    private static void edit(ObjectNode fields, FuzzedDataProvider data) {
        List<String> names = new ArrayList<>();
        fields.fieldNames().forEachRemaining(names::add);
        names.add("more");
        String name = names.get(data.consumeInt(0, names.size() - 1));
        if (data.consumeInt(0, 3) == 0) {
            fields.remove(name);
        } else {
            fields.set(name, odd(data));
        }
    }

    private static void edit(ArrayNode items, FuzzedDataProvider data) {
        if (items.isEmpty() || data.consumeBoolean()) {
            items.add(data.consumeBoolean() || items.isEmpty() ? odd(data) : items.get(0));
        } else {
            items.set(data.consumeInt(0, items.size() - 1), odd(data));
        }
    }

    private static JsonNode odd(FuzzedDataProvider data) {
        try {
            return data.consumeInt(0, 3) == 0
                    ? NODES.textNode(data.consumeString(20))
                    : JSON.readTree(data.pickValue(ODD));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
