package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ExportPart;
import dev.rallypoint.contract.ResultMessage.ExportPlace;
import dev.rallypoint.contract.ResultMessage.ExportPlayer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An export in parts, and what becomes of it when the database goes away on the way. */
class HttpExportIT {
    private static final int PARTS = 400;
    private static final String TEXT = "a \"text\" that must be escaped \u00E9 ".repeat(20);

    private HttpNode node;

    @BeforeEach
    void start() {
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** Some 25 MB: two sections, the first of which is empty. */
    private static ExportPart part(ExportPlayer question) {
        if (question.from().equals(ExportPlace.BEGINNING)) {
            return new ExportPart(
                    "player", List.of(), Optional.of(new ExportPlace("matches", List.of("0"))));
        }
        int number = Integer.parseInt(question.from().afterKey().get(0));
        List<Map<String, String>> rows =
                Collections.nCopies(90, Map.of("number", "" + number, "text", TEXT));
        Optional<ExportPlace> next =
                number + 1 < PARTS
                        ? Optional.of(new ExportPlace("matches", List.of("" + (number + 1))))
                        : Optional.empty();
        return new ExportPart("matches", rows, next);
    }

    @Test
    void allPartsAreOneDocument() {
        node.rooms.export = HttpExportIT::part;
        String body = node.send("GET", "/v1/me/export", node.token("Ada"), "").body();
        JsonObject sections = new JsonObject(body).getJsonObject("sections");
        assertThat(sections.fieldNames())
                .containsExactly("tickets", "lobbies", "player", "matches");
        assertThat(sections.getJsonArray("player")).isEmpty();
        assertThat(sections.getJsonArray("matches")).hasSize(PARTS * 90);
        List<String> numbers =
                sections.getJsonArray("matches").stream()
                        .map(row -> ((JsonObject) row).getString("number"))
                        .distinct()
                        .toList();
        assertThat(numbers).isEqualTo(IntStream.range(0, PARTS).mapToObj(String::valueOf).toList());
        assertThat(sections.getJsonArray("matches").getJsonObject(7).getString("text"))
                .isEqualTo(TEXT);
    }

    @Test
    void aDatabaseThatIsAwayIsAProblemAtFirstAndACutDocumentLater() {
        String token = node.token("Ada");
        node.rooms.export =
                question -> {
                    throw new RejectedException(ProblemCode.STORE_UNAVAILABLE);
                };
        assertThat(node.send("GET", "/v1/me/export", token, "").statusCode()).isEqualTo(503);
        node.rooms.export =
                question -> {
                    if (question.from().afterKey().equals(List.of("3"))) {
                        throw new RejectedException(ProblemCode.STORE_UNAVAILABLE);
                    }
                    return part(question);
                };
        assertThatThrownBy(() -> node.send("GET", "/v1/me/export", token, ""))
                .hasCauseInstanceOf(IOException.class);
    }
}
