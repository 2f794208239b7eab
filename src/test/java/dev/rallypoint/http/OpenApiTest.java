package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.security.CallLimit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private final OpenApiDocument document = OpenApiDocument.load();

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    private static Object at(Object node, String... path) {
        Object found = node;
        for (String key : path) {
            found = map(found).get(key);
        }
        return found;
    }

    private List<Map<String, Object>> operations() {
        List<Map<String, Object>> operations = new ArrayList<>();
        map(document.tree().get("paths"))
                .values()
                .forEach(
                        path ->
                                map(path)
                                        .forEach(
                                                (method, operation) -> {
                                                    if (!method.equals("parameters")) {
                                                        operations.add(map(operation));
                                                    }
                                                }));
        return operations;
    }

    @Test
    void namesExactlyTheProblemCodesThatExist() {
        assertThat(at(document.tree(), "components", "schemas", "ProblemCode", "enum"))
                .isEqualTo(Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList());
    }

    @Test
    void namesExactlyTheOperationsThatHaveHandlers() {
        // Nothing is called here, so the rooms behind the handlers may be missing.
        List<String> handled =
                Stream.of(
                                new PageRoutes(LandingPage.load(), document).handlers(),
                                new AuthRoutes(null, null, null, null).handlers(),
                                new PlayerRoutes(null).handlers(),
                                new PrivacyRoutes(null, null).handlers(),
                                new MatchRoutes(null, null).handlers(),
                                new RegionRoutes(null, List.of()).handlers(),
                                new IceRoutes(null).handlers(),
                                new HealthRoutes(null).handlers(),
                                new DoctorRoutes(null, null).handlers(),
                                new LobbyRoutes(null, null, null).handlers(),
                                new TicketRoutes(null, null).handlers())
                        .flatMap(handlers -> handlers.keySet().stream())
                        .toList();
        assertThat(operations().stream().map(op -> op.get("operationId").toString()))
                .containsExactlyInAnyOrderElementsOf(handled);
    }

    @Test
    void limitsMeasuredRoundTripsAsTheLobbyRoomDoes() {
        Object list = at(document.tree(), "components", "schemas", "regionRtts");
        assertThat(at(list, "maxItems")).isEqualTo(32);
        assertThat(map(at(list, "items", "properties", "rttMs")))
                .containsEntry("minimum", 0)
                .containsEntry("maximum", 10_000);
        for (String request :
                List.of(
                        "CreateLobby",
                        "JoinLobby",
                        "TicketRequest",
                        "ConfirmTicket",
                        "QuickJoin")) {
            assertThat(
                            at(
                                    document.tree(),
                                    "components",
                                    "schemas",
                                    request,
                                    "properties",
                                    "regions",
                                    "$ref"))
                    .isEqualTo("#/components/schemas/regionRtts");
        }
    }

    @Test
    void showsNobodysRoundTripsToOthers() {
        Map<String, Object> schemas = map(at(document.tree(), "components", "schemas"));
        for (String answer : List.of("Lobby", "LobbyPage", "LobbyEvent", "Player", "Connection")) {
            assertThat(schemas.get(answer).toString()).doesNotContain("rtt").doesNotContain("Rtt");
        }
    }

    @Test
    void givesEveryOperationAProblemAnswerButThePages() {
        assertThat(operations())
                .filteredOn(op -> !op.get("tags").equals(List.of("pages")))
                .hasSizeGreaterThan(15)
                .allSatisfy(op -> assertThat(map(op.get("responses"))).containsKey("default"));
    }

    @Test
    void limitsActionsThatTheSecurityRoomKnows() {
        List<String> actions =
                operations().stream()
                        .filter(op -> op.containsKey("x-limited-action"))
                        .map(op -> op.get("x-limited-action").toString())
                        .toList();
        assertThat(actions)
                .containsExactlyInAnyOrder(
                        "guest",
                        "erase",
                        "export",
                        "create-lobby",
                        "join",
                        "join",
                        "ticket",
                        "chat")
                .allSatisfy(action -> assertThat(CallLimit.of(action, true)).isPresent());
    }

    @Test
    void isStrippedOfAnswersOnlyForTheValidator() {
        assertThat(document.requestsOnly().toString()).doesNotContain("text/event-stream");
        assertThat(document.tree().toString()).contains("text/event-stream");
        assertThat(document.requestsOnly().keySet()).isEqualTo(document.tree().keySet());
    }
}
