package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.client.Json.JsonException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfValue() {
        Json json =
                Json.parse(
                        " {\"a\" : [1, -2.5e3, true, false, null], \"b\":{\"c\":\"\\u00e4\\n\\\"\"}} ");

        assertThat(json.get("a").items().get(0).intValue()).isEqualTo(1);
        assertThat(json.get("a").items().get(1).doubleValue()).isEqualTo(-2500);
        assertThat(json.get("a").items().get(2).truth()).isTrue();
        assertThat(json.get("b").get("c").text()).isEqualTo("ä\n\"");
    }

    @Test
    void treatsAMissingAndANullMemberAsAbsent() {
        Json json = Json.parse("{\"a\":null}");

        assertThat(json.find("a")).isEmpty();
        assertThat(json.find("b")).isEmpty();
        assertThatThrownBy(() -> json.get("a")).isInstanceOf(JsonException.class);
    }

    @Test
    void writesTheShortestText() {
        Json json =
                Json.object()
                        .with("a", Json.array(List.of(Json.of(1), Json.of(true), Json.NULL)))
                        .with("b", "x\"\\\n")
                        .with("c", Json.object());

        assertThat(json.toString())
                .isEqualTo("{\"a\":[1,true,null],\"b\":\"x\\\"\\\\\\u000a\",\"c\":{}}");
    }

    @Test
    void keepsNumbersOf64Bits() {
        assertThat(Json.parse("9223372036854775807").longValue()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> Json.parse("9223372036854775808").longValue())
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.parse("2147483648").intValue())
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.parse("1.5").longValue()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.of(Double.NaN)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "\"",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\" 1}",
                "[1 2]",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "+1",
                "tru",
                "nul",
                "NaN",
                "Infinity",
                "'a'",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u٠٠٠٠\"",
                "\"\n\"",
                "1 2",
                "// c\n1",
                "{\"a\":1,\"a\":2}",
                "\uffff",
                "[\uffff"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesInputThatIsTooDeep() {
        assertThat(Json.parse("[".repeat(64) + "]".repeat(64)).kind()).isEqualTo(Json.Kind.ARRAY);
        assertThatThrownBy(() -> Json.parse("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.parse("{\"a\":".repeat(1_000_000)))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void refusesTheWrongKind() {
        assertThatThrownBy(() -> Json.of("1").longValue()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.of(1).text()).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.of(1).get("a")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.object().items()).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesNumbersThatDoNotFitInsteadOfBendingThem() {
        assertThatThrownBy(() -> Json.parse("1e999").doubleValue())
                .isInstanceOf(Json.JsonException.class);
        assertThatThrownBy(() -> Json.parse("9223372036854775808").longValue())
                .isInstanceOf(Json.JsonException.class);
        assertThat(Json.parse("1e999").toString()).isEqualTo("1e999");
    }
}
