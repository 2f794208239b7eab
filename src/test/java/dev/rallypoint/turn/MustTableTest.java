package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/STUN-TURN.md names tests that exist, for each rule, or says why there is none. */
class MustTableTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Path TESTS = Path.of("src/test/java");
    private final Map<String, String> sources = new HashMap<>();

    private String source(String className) throws IOException {
        if (!sources.containsKey(className)) {
            try (Stream<Path> files = Files.walk(TESTS)) {
                Path file =
                        files.filter(path -> path.endsWith(className + ".java"))
                                .findFirst()
                                .orElseThrow(() -> new AssertionError("no " + className));
                sources.put(className, Files.readString(file));
            }
        }
        return sources.get(className);
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("docs/STUN-TURN.md")).stream()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| section |") && !line.startsWith("| trap |"))
                .toList();
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        int named = 0;
        for (String row : rows()) {
            Matcher matcher = NAMED.matcher(row);
            for (MatchResult match : matcher.results().toList()) {
                assertThat(source(match.group(1)))
                        .as(row)
                        .containsPattern("void\\s+" + match.group(2) + "\\(");
                named++;
            }
        }
        assertThat(named).isGreaterThan(100);
    }

    /** Sections of each RFC whose text has a MUST, SHALL or REQUIRED; keywords' own apart. */
    private static final Map<String, String> SECTIONS =
            Map.of(
                    "## RFC 8489",
                    "5 6.1 6.2.2 6.2.3 6.3 6.3.1 6.3.1.1 6.3.4 8.1 9 9.1.2 9.1.3 9.1.4 9.1.5 9.2"
                            + " 9.2.3.1 9.2.3.2 9.2.4 9.2.5 10 11 12 14 14.1 14.3 14.4 14.5 14.6"
                            + " 14.7 14.8 14.9 14.10 14.12 14.14 14.16 16 18.5.1.1",
                    "## RFC 5780",
                    "1 5 6 6.1 7.4 7.5 7.6",
                    "## RFC 8656",
                    "3.1 3.7 4.1 5 6 7.1 7.2 7.3 7.4 8 8.1 8.2 9 10.1 10.2 11.1 11.2 11.3 11.5 12"
                            + " 12.1 12.2 12.5 12.6 13 13.1 13.2 13.3 18 18.1 18.6 18.8 18.12 18.13"
                            + " 21.1.6 21.4");

    private static Set<String> sectionsOf(String head) throws IOException {
        String page = Files.readString(Path.of("docs/STUN-TURN.md"));
        String chapter = page.substring(page.indexOf(head) + head.length());
        int end = chapter.indexOf("\n## ");
        return chapter.substring(0, end < 0 ? chapter.length() : end)
                .lines()
                .filter(line -> line.startsWith("| "))
                .flatMap(line -> Stream.of(line.split("\\|")[1].strip().split(", ")))
                .collect(Collectors.toSet());
    }

    @Test
    void eachSectionWithARuleHasARow() throws IOException {
        for (Map.Entry<String, String> rfc : SECTIONS.entrySet()) {
            assertThat(sectionsOf(rfc.getKey()))
                    .as(rfc.getKey())
                    .contains(rfc.getValue().split(" "));
        }
    }

    @Test
    void everyRuleHasATestOrAReason() throws IOException {
        for (String row : rows()) {
            String[] cells = row.split("\\|");
            String last = cells[cells.length - 1].strip();
            assertThat(last.startsWith("n/a: ") || NAMED.matcher(last).find()).as(row).isTrue();
        }
    }
}
