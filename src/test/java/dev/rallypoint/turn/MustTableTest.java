package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    @Test
    void everyRuleHasATestOrAReason() throws IOException {
        for (String row : rows()) {
            String[] cells = row.split("\\|");
            String last = cells[cells.length - 1].strip();
            assertThat(last.startsWith("n/a: ") || NAMED.matcher(last).find()).as(row).isTrue();
        }
    }
}
