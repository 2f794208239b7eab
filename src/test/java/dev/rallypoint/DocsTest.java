package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.docs.DocTable;
import dev.rallypoint.docs.LineDifferences;
import dev.rallypoint.protocol.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of OPERATIONS.md against the code. {@code -Ddocs.write=true} writes them instead; the
 * diff is then to be read.
 */
class DocsTest {
    private static final Path OPERATIONS = Path.of("docs/OPERATIONS.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    /** A type such as {@code Relay}, alone or before a method. */
    private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)[.`]");

    private static final Pattern REASON = Pattern.compile("`([a-z]+(?:_[a-z]+)+)`");
    private static final Pattern METRIC =
            Pattern.compile("(rallypoint_[a-z_]+?)(?:_count|_sum|_bucket)?\\b(?!\\.)");
    private static final Pattern DOCUMENT = Pattern.compile("docs/[\\w/-]+\\.md");

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
        assertThat(LineDifferences.between(table.expectedRows(), rows))
                .as("docs/OPERATIONS.md, table: " + table)
                .isEmpty();
    }

    @Test
    void aWrongMissingOrExtraRowIsNamedWithTheRightOne() {
        List<String> expected = List.of("| a | 1 |", "| b | 2 |");
        assertThat(LineDifferences.between(expected, List.of("| a | 1 |", "| b | 3 |")))
                .containsExactly("missing: | b | 2 |", "not so in the code: | b | 3 |");
        assertThat(LineDifferences.between(expected, List.of("| b | 2 |", "| a | 1 |")))
                .containsExactly("the lines are not in the order of the code, or repeated");
        assertThat(
                        LineDifferences.between(
                                expected, List.of("| a | 1 |", "| a | 1 |", "| b | 2 |")))
                .containsExactly("the lines are not in the order of the code, or repeated");
        assertThat(LineDifferences.between(expected, expected)).isEmpty();
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() throws IOException {
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                assertThat(document.toAbsolutePath().resolveSibling(link.group(1)).normalize())
                        .as("a link of " + document)
                        .exists();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE", "SECURITY"})
    void everyTypeThatIsNamedExists(String page) throws IOException {
        Set<String> types = sources();
        Matcher word = TYPE.matcher(Files.readString(Path.of("docs/" + page + ".md")));
        List<String> missing = new ArrayList<>();
        while (word.find()) {
            if (!types.contains(word.group(1))) {
                missing.add(word.group(1));
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Those of the runbook and its alerts as well as the table's. */
    @Test
    void everyMetricThatIsNamedInOperationsExists() throws IOException {
        Set<String> known =
                Stream.of(Metric.values()).map(Metric::metricName).collect(Collectors.toSet());
        Matcher named = METRIC.matcher(Files.readString(OPERATIONS));
        while (named.find()) {
            assertThat(known).contains(named.group(1));
        }
    }

    /** Also in the code: comments point at documents by their path. */
    @Test
    void documentsThatTheCodeNamesExist() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher named = DOCUMENT.matcher(Files.readString(file));
                while (named.find()) {
                    assertThat(Path.of(named.group())).as("named in " + file).exists();
                }
            }
        }
    }

    @Test
    void everyDropReasonInTheProtocolIsOneOfTheCode() throws IOException {
        Set<String> known =
                Stream.concat(
                                Stream.of(DropReason.values()).map(DropReason::label),
                                Stream.of("timed_out", "turnutils_stunclient", "turnutils_uclient"))
                        .collect(Collectors.toSet());
        for (String page : List.of("netcode", "relay", "direct", "state", "stun")) {
            Matcher named =
                    REASON.matcher(Files.readString(Path.of("docs/protocol/" + page + ".md")));
            while (named.find()) {
                assertThat(known).as(page + ".md").contains(named.group(1));
            }
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
                                    .map(Path::of),
                            all.filter(path -> path.toString().endsWith(".md")))
                    .toList();
        }
    }

    /** Simple names of all types with a file of their own. */
    private static Set<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
