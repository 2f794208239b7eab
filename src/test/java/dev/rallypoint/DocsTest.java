package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.docs.DocTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tables of OPERATIONS.md against the code. {@code -Ddocs.write=true} writes them instead; the
 * diff is then to be read.
 */
class DocsTest {
    private static final Path OPERATIONS = Path.of("docs/OPERATIONS.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    @BeforeAll
    static void writeIfAsked() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            List<String> document = Files.readAllLines(OPERATIONS);
            for (DocTable table : DocTable.values()) {
                document = table.writeInto(document);
            }
            Files.write(OPERATIONS, document);
        }
    }

    @ParameterizedTest
    @EnumSource(DocTable.class)
    void everyTableSaysWhatTheCodeSays(DocTable table) throws IOException {
        List<String> rows = table.rowsIn(Files.readAllLines(OPERATIONS));
        assertThat(differences(table.expectedRows(), rows))
                .as("docs/OPERATIONS.md, table: " + table)
                .isEmpty();
    }

    @Test
    void aWrongMissingOrExtraRowIsNamedWithTheRightOne() {
        List<String> expected = List.of("| a | 1 |", "| b | 2 |");
        assertThat(differences(expected, List.of("| a | 1 |", "| b | 3 |")))
                .containsExactly("missing: | b | 2 |", "not so in the code: | b | 3 |");
        assertThat(differences(expected, List.of("| b | 2 |", "| a | 1 |")))
                .containsExactly("the rows are not in the order of the code");
        assertThat(differences(expected, List.of("| a | 1 |", "| a | 1 |", "| b | 2 |")))
                .containsExactly("the rows are not in the order of the code");
        assertThat(differences(expected, expected)).isEmpty();
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() throws IOException {
        Matcher link = LINK.matcher(Files.readString(OPERATIONS));
        while (link.find()) {
            assertThat(OPERATIONS.resolveSibling(link.group(1)).normalize()).exists();
        }
    }

    private static List<String> differences(List<String> expected, List<String> actual) {
        List<String> differences = new ArrayList<>();
        for (String row : expected) {
            if (!actual.contains(row)) {
                differences.add("missing: " + row);
            }
        }
        for (String row : actual) {
            if (!expected.contains(row)) {
                differences.add("not so in the code: " + row);
            }
        }
        if (differences.isEmpty() && !expected.equals(actual)) {
            differences.add("the rows are not in the order of the code");
        }
        return differences;
    }
}
