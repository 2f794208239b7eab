package dev.rallypoint.apifuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Values by a schema, and values that are not. */
final class Values {
    private static final String WORD_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-";
    private static final int MAX_DEPTH = 3;

    static final List<String> ODD_TEXTS =
            List.of(
                    "",
                    " ",
                    "\0",
                    "\n",
                    "a\r\nX-Odd: 1",
                    "\u202e",
                    "\ud800",
                    "\udfff\ud83c",
                    "\ud83c\udfce",
                    "\u00e9\u0301",
                    "\ufeff",
                    "\u2028",
                    "\uffff",
                    "null",
                    "true",
                    "-1",
                    "1e999",
                    "NaN",
                    "0x10",
                    "9223372036854775808",
                    "{}",
                    "[]",
                    "\"",
                    "\\",
                    "%",
                    "%00",
                    "${jndi:ldap://localhost/a}",
                    "{{7*7}}",
                    "<script>",
                    "' OR 1=1 --",
                    "..",
                    "../../etc/passwd",
                    "public",
                    "framed",
                    "2026-12-31T18:00:00Z",
                    "+999999999-12-31T23:59:59.999999999-18:00",
                    "-999999999-01-01T00:00:00Z",
                    "10.0.0.0/8",
                    "0.0.0.0/0",
                    "::/0",
                    "fe80::1%lo",
                    "1.2.3.4/33");

    static final List<String> ODD_JSON =
            List.of(
                    "null",
                    "true",
                    "[]",
                    "{}",
                    "\"\"",
                    "-1",
                    "-0",
                    "0",
                    "1",
                    "2.0",
                    "2.5",
                    "1e1",
                    "1e99",
                    "1E400",
                    "-1e-400",
                    "2147483648",
                    "9007199254740993",
                    "9223372036854775808",
                    "123456789012345678901234567890",
                    "[[[[]]]]",
                    "[null]",
                    "[1,\"a\",{}]",
                    "{\"a\":{\"b\":[null]}}",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "NaN",
                    "Infinity",
                    "01",
                    "'a'",
                    "tru",
                    "\"a",
                    "{\"a\":1,\"a\":2}",
                    "// comment",
                    "[1,]",
                    "1 2");

    private final FuzzedDataProvider data;
    private final Contract contract;
    private final World world;

    Values(FuzzedDataProvider data, Contract contract, World world) {
        this.data = data;
        this.contract = contract;
        this.world = world;
    }

    boolean chance(int oneIn) {
        return data.consumeInt(1, oneIn) == oneIn;
    }

    <T> T anyOf(List<T> all) {
        return all.get(data.consumeInt(0, all.size() - 1));
    }

    /** A text of any kind, seldom a long one. */
    String oddText() {
        return switch (data.consumeInt(0, 9)) {
            case 0 -> data.consumeString(40);
            case 1 -> anyOf(ODD_TEXTS).repeat(data.consumeInt(1, 40));
            case 2 -> "x".repeat(data.consumeInt(0, 700));
            case 3 -> world.anySecret(this);
            default -> anyOf(ODD_TEXTS);
        };
    }

    /** JSON text of the schema, mostly. */
    String json(JsonObject schema) {
        return json("", contract.resolve(schema), 0);
    }

    private String json(String name, JsonObject schema, int depth) {
        if (chance(12)) {
            return oddJson(depth);
        }
        if (schema.containsKey("enum")) {
            return Json.encode(anyOf(schema.getJsonArray("enum").stream().toList()));
        }
        return switch (schema.getValue("type") instanceof String type ? type : "object") {
            case "array" -> list(schema, depth);
            case "object" -> object(schema, depth);
            case "number" -> number(schema) + (chance(2) ? "" : "." + data.consumeInt(0, 99));
            case "integer" -> String.valueOf(number(schema));
            case "boolean" -> String.valueOf(data.consumeBoolean());
            default -> quoted(text(name, schema));
        };
    }

    private String oddJson(int depth) {
        return switch (data.consumeInt(0, 5)) {
            case 0 -> quoted(oddText());
            case 1 -> "[".repeat(data.consumeInt(1, 40)) + anyOf(ODD_JSON);
            case 2 -> "[" + anyOf(ODD_JSON) + "," + anyOf(ODD_JSON) + "]";
            case 3 -> depth < MAX_DEPTH ? "{\"a\":" + oddJson(depth + 1) + "}" : "{}";
            default -> anyOf(ODD_JSON);
        };
    }

    private String object(JsonObject schema, int depth) {
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        StringBuilder out = new StringBuilder("{");
        for (String name : properties.fieldNames()) {
            boolean isIn = required.contains(name) ? !chance(20) : data.consumeBoolean();
            for (int times = !isIn ? 0 : chance(20) ? 2 : 1; times > 0; times--) {
                JsonObject property = contract.resolve(properties.getJsonObject(name));
                field(out, name, depth < MAX_DEPTH ? json(name, property, depth + 1) : "null");
            }
        }
        if (chance(10)) {
            field(out, oddText(), oddJson(depth));
        }
        return out.append(chance(30) ? ",}" : "}").toString();
    }

    private static void field(StringBuilder out, String name, String value) {
        out.append(out.length() == 1 ? "" : ",").append(quoted(name)).append(':').append(value);
    }

    private String list(JsonObject schema, int depth) {
        StringBuilder out = new StringBuilder("[");
        int size = chance(15) ? data.consumeInt(0, 100) : data.consumeInt(0, 3);
        JsonObject items = contract.resolve(schema.getJsonObject("items"));
        for (int i = 0; i < size; i++) {
            out.append(i == 0 ? "" : ",").append(json("", items, depth + 1));
        }
        return out.append(']').toString();
    }

    private long number(JsonObject schema) {
        long least = schema.getLong("minimum", 0L);
        long most = schema.getLong("maximum", 1_000L);
        return switch (data.consumeInt(0, 9)) {
            case 0 -> data.consumeLong();
            case 1 -> most + 1;
            case 2 -> least - 1;
            case 3 -> most;
            case 4 -> least;
            default -> data.consumeLong(least, Math.min(most, least + 100));
        };
    }

    /** Mostly one of the schema: an example, something that exists, or letters that all allow. */
    String text(String name, JsonObject schema) {
        if (schema.containsKey("examples") && !chance(3)) {
            return anyOf(schema.getJsonArray("examples").stream().toList()).toString();
        }
        if (world.knows(name) && !chance(4)) {
            return anyOf(world.all(name));
        }
        int least = schema.getInteger("minLength", 0);
        int most = schema.getInteger("maxLength", 100);
        return switch (data.consumeInt(0, 9)) {
            case 0 -> oddText();
            case 1 -> word(most);
            case 2 -> word(most + 1);
            case 3 -> data.consumeString(most);
            default -> word(Math.max(least, Math.min(most, data.consumeInt(1, 12))));
        };
    }

    private String word(int length) {
        int first = data.consumeInt(0, WORD_LETTERS.length() - 1);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(WORD_LETTERS.charAt((first + i * 7) % WORD_LETTERS.length()));
        }
        return word.toString();
    }

    int number(int least, int most) {
        return data.consumeInt(least, most);
    }

    byte[] bytes(int most) {
        return data.consumeBytes(most);
    }

    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
