package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaWordsTest {
    @Test
    void namesLengthsRangesAndWords() {
        assertThat(
                        SchemaWords.of(
                                Map.of(
                                        "type",
                                        "string",
                                        "minLength",
                                        1,
                                        "maxLength",
                                        32,
                                        "x-meaning",
                                        "not blank")))
                .isEqualTo("a string of 1 to 32 characters, not blank");
        assertThat(SchemaWords.of(Map.of("type", "integer", "minimum", 2, "maximum", 64)))
                .isEqualTo("an integer from 2 to 64");
        assertThat(SchemaWords.of(Map.of("type", "string", "enum", List.of("raw", "star"))))
                .isEqualTo("one of raw, star");
        assertThat(SchemaWords.of(Map.of("type", "array", "maxItems", 32, "x-meaning", "sorted")))
                .isEqualTo("a list of 0 to 32 items, sorted");
        assertThat(SchemaWords.of(Map.of("type", "boolean"))).isEqualTo("true or false");
    }
}
