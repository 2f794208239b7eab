package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.LiveApi.Answer;
import dev.rallypoint.support.NodeProcess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls made up from the contract the node itself serves, half of them wrong. */
class ApiFuzzIT {
    private static final long SEED = 20_251_122L;
    private static final int CALLS = 2_000;
    private static final int AT_ONCE = 16;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ODD_TEXTS =
            List.of(
                    "",
                    " ",
                    "\0",
                    "\n",
                    "a\r\nX: 1",
                    "\u202e",
                    "\ud800",
                    "\ud83c\udfce",
                    "null",
                    "-1",
                    "1e999",
                    "{}",
                    "\"",
                    "\\",
                    "%",
                    "%00",
                    "..",
                    "../..",
                    "' OR 1=1 --",
                    "x".repeat(33),
                    "x".repeat(600),
                    "public",
                    "framed",
                    "netcode-1.02",
                    "local");
    private static final List<String> ODD_VALUES =
            List.of(
                    "null",
                    "true",
                    "[]",
                    "{}",
                    "-1",
                    "0",
                    "3",
                    "64",
                    "65",
                    "2.0",
                    "2.5",
                    "1e99",
                    "9223372036854775808",
                    "[[[[]]]]",
                    "{\"a\":{\"b\":[null]}}");

    private final Random random = new Random(SEED);
    private final List<String> lobbies = new ArrayList<>();
    private final List<String> players = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>(List.of("", "a.b.c"));
    private JsonNode contract;
    @TempDir Path data;

    private record Call(String method, String path, String token, String body) {}

    @Test
    void answersWhateverComesWithWhatTheContractNames() throws Exception {
        try (NodeProcess node =
                NodeProcess.start(data, "--set", "security.exemptRanges=[127.0.0.0/8]")) {
            LiveApi api = new LiveApi(node);
            contract = api.call("GET", "/openapi.json", "", "").body();
            for (int i = 0; i < 6; i++) {
                JsonNode session = api.guest("Fuzz" + i);
                tokens.add(session.get("accessToken").asText());
                players.add(session.get("playerId").asText());
            }
            for (int sent = 0; sent < CALLS; sent += AT_ONCE) {
                sendAFew(api);
            }
            assertThat(api.metrics(node)).doesNotContain("status=\"500\"");
            assertThat(node.stop()).isZero();
        }
    }

    private void sendAFew(LiveApi api) {
        List<Call> calls = new ArrayList<>();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Call call = anyCall();
            calls.add(call);
            answers.add(api.callAsync(call.method, call.path, call.token, call.body));
        }
        for (int i = 0; i < AT_ONCE; i++) {
            check(calls.get(i), answers.get(i).join());
        }
    }

    private void check(Call call, Answer answer) {
        String what = "seed " + SEED + ": " + call + " -> " + answer;
        assertThat(answer.status()).as(what).isLessThan(500);
        if (answer.status() >= 400) {
            assertThat(answer.type()).as(what).isEqualTo("application/problem+json");
            assertThat(contract.at("/components/schemas/ProblemCode/enum"))
                    .as(what)
                    .anySatisfy(code -> assertThat(code.asText()).isEqualTo(answer.code()));
        } else if (answer.body().hasNonNull("lobbyId")) {
            lobbies.add(answer.body().get("lobbyId").asText());
        }
    }

    private Call anyCall() {
        List<String> paths = new ArrayList<>();
        contract.get("paths").fieldNames().forEachRemaining(paths::add);
        paths.remove("/v1/lobbies/{id}/events"); // A stream that is let in never ends.
        String template = anyOf(paths);
        List<String> methods = new ArrayList<>();
        contract.get("paths").get(template).fieldNames().forEachRemaining(methods::add);
        methods.remove("parameters");
        String method = anyOf(methods);
        JsonNode operation = contract.get("paths").get(template).get(method);
        return new Call(
                method.toUpperCase(Locale.ROOT),
                fillPath(template) + anyQuery(operation),
                anyOf(tokens),
                anyBody(operation));
    }

    private String fillPath(String template) {
        String path = template;
        while (path.contains("{")) {
            int begin = path.indexOf('{');
            int end = path.indexOf('}');
            boolean player = path.startsWith("/v1/players") || path.startsWith("{playerId", begin);
            String value = anyId(player ? players : lobbies);
            path = path.substring(0, begin) + value + path.substring(end + 1);
        }
        return chance(20) ? path + "/" : path;
    }

    private String anyId(List<String> known) {
        if (known.isEmpty() || chance(4)) {
            String odd = anyOf(ODD_TEXTS);
            return escape(odd.isBlank() ? "x" : odd);
        }
        return anyOf(known);
    }

    private String anyQuery(JsonNode operation) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query") && chance(2)) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter.get("name").asText())
                        .append('=')
                        .append(escape(anyOf(ODD_TEXTS)));
            }
        }
        return query.toString();
    }

    private String anyBody(JsonNode operation) {
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        if (schema.isMissingNode() || chance(15)) {
            return chance(4) ? anyOf(ODD_VALUES) : "";
        }
        String text = anyObject(resolve(schema)).toString();
        return chance(15) ? text.substring(0, random.nextInt(text.length())) : text;
    }

    private JsonNode anyObject(JsonNode schema) {
        ObjectNode fields = JSON.createObjectNode();
        schema.path("properties")
                .properties()
                .forEach(
                        property -> {
                            if (!chance(5)) {
                                JsonNode value = anyValue(resolve(property.getValue()));
                                fields.set(property.getKey(), value);
                            }
                        });
        return fields;
    }

    /** Mostly empty or of one item: an item of five words is wrong more often than not. */
    private JsonNode anyList(JsonNode items) {
        ArrayNode list = JSON.createArrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(anyValue(items));
        }
        return list;
    }

    private JsonNode resolve(JsonNode schema) {
        return schema.has("$ref") ? contract.at(schema.get("$ref").asText().substring(1)) : schema;
    }

    /** Mostly what the schema asks for, else anything. */
    private JsonNode anyValue(JsonNode schema) {
        if (chance(6)) {
            return chance(2) ? JSON.valueToTree(anyOf(ODD_TEXTS)) : parse(anyOf(ODD_VALUES));
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        if (schema.has("examples") && !chance(3)) {
            return schema.get("examples").get(0);
        }
        return switch (schema.path("type").asText()) {
            case "array" -> anyList(resolve(schema.get("items")));
            case "object" -> anyObject(schema);
            case "number" ->
                    JSON.valueToTree(random.nextDouble() * schema.path("maximum").asDouble());
            case "integer" -> JSON.valueToTree(2 + random.nextInt(63));
            case "boolean" -> JSON.valueToTree(random.nextBoolean());
            default -> JSON.valueToTree("a".repeat(Math.max(1, schema.path("minLength").asInt())));
        };
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T anyOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
