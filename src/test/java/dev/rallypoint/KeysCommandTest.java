package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.KeysConfig;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.KeyFiles;
import dev.rallypoint.runtime.KeyRing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
    /** Files say when they were made by the real clock. */
    private static final Instant NOW = Instant.now().plusSeconds(60);

    private final StringWriter out = new StringWriter();
    private final List<String> refusals = new ArrayList<>();
    @TempDir Path data;

    private int run(Instant now, String... words) {
        out.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(words));
        if (words.length > 0) {
            all.addAll(List.of("--set", "node.dataDirectory=" + data));
        }
        return new CommandLine(new KeysCommand(now))
                .setOut(new PrintWriter(out, true))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> {
                            assertThat(failure).isInstanceOf(ConfigException.class);
                            refusals.add(failure.getMessage());
                            return 2;
                        })
                .execute(all.toArray(String[]::new));
    }

    private KeyRing ring(String name) {
        return new KeyFiles(new KeysConfig("", "", "", ""), data).read(name);
    }

    private static Instant in(int hours) {
        return NOW.plus(Duration.ofHours(hours));
    }

    @Test
    void makesWhatIsMissingAndNothingElse() throws IOException {
        assertThat(run(NOW, "make")).isZero();
        assertThat(out.toString()).contains("netcode102   made: ");
        String before = Files.readString(data.resolve("keys/netcode102.key"));
        Files.delete(data.resolve("keys/netcode101.key"));
        assertThat(run(NOW, "make")).isZero();
        assertThat(out.toString()).contains("netcode102   is there: ", "netcode101   made: ");
        assertThat(Files.readString(data.resolve("keys/netcode102.key"))).isEqualTo(before);
    }

    @Test
    void aKeyGoesFromNextToInUseToKeptToDropped() {
        run(NOW, "make");
        String first = ring("accessToken").at(0).id();
        assertThat(run(NOW, "rotate")).isZero();
        String second = ring("accessToken").keys().get(1).id();
        assertThat(line(NOW, first)).endsWith("in use");
        assertThat(line(NOW, second)).endsWith("used in 59 min");
        assertThat(line(in(2), first)).endsWith("kept for tokens in hand, 46 h more");
        assertThat(line(in(2), second)).endsWith("in use").contains(" 60 min ");
        assertThat(line(in(60), first)).endsWith("dropped at the next rotation");

        assertThat(run(in(60), "rotate", "accessToken")).isZero();
        assertThat(ring("accessToken").keys()).extracting(KeyRing.Key::id).doesNotContain(first);
        assertThat(ring("netcode102").keys()).hasSize(2);
    }

    private String line(Instant when, String id) {
        assertThat(run(when, "list")).isZero();
        return out.toString().lines().filter(line -> line.contains(id)).findFirst().orElseThrow();
    }

    @Test
    void keysOfLongAccessTokensAreKeptForLonger() {
        run(NOW, "make");
        run(NOW, "rotate", "accessToken");
        String first = ring("accessToken").at(0).id();
        String tenDays = "security.accessTokenSeconds=" + Duration.ofDays(10).toSeconds();
        run(in(24 * 15), "list", "--set", tenDays);
        assertThat(out.toString().lines().filter(line -> line.contains(first)))
                .singleElement()
                .asString()
                .contains("kept for tokens in hand, 5 d more");
    }

    @Test
    void aCompromisedKeyIsReplacedAtOnce() {
        run(NOW, "make");
        String first = ring("netcode102").at(0).id();
        assertThat(run(NOW, "rotate", "netcode102", "--compromised")).isZero();
        assertThat(ring("netcode102").keys())
                .singleElement()
                .satisfies(key -> assertThat(key.id()).isNotEqualTo(first));
    }

    @Test
    void whatCannotBeDoneIsAWrongUse() {
        run(NOW, "make");
        assertThat(run(NOW, "rotate", "netcode103")).isEqualTo(2);
        assertThat(run(NOW, "rotate", "--after-seconds", "10")).isEqualTo(2);
        String configured = Base64.getEncoder().encodeToString(new byte[32]);
        assertThat(run(NOW, "rotate", "netcode102", "--set", "keys.netcode102=" + configured))
                .isEqualTo(2);
        assertThat(run(NOW, "rotate")).isZero();
        assertThat(run(NOW, "rotate")).isEqualTo(2);
        assertThat(run(NOW)).isEqualTo(2);
        assertThat(refusals)
                .anySatisfy(text -> assertThat(text).contains("there are netcode102"))
                .anySatisfy(text -> assertThat(text).contains("is not 60 or more"))
                .anySatisfy(text -> assertThat(text).contains("is set in the configuration"))
                .anySatisfy(text -> assertThat(text).contains("is being rotated already"));
    }

    @Test
    void neverShowsAKey() {
        StringBuilder all = new StringBuilder();
        for (List<String> words :
                List.of(
                        List.of("make"),
                        List.of("rotate"),
                        List.of("list"),
                        List.of("rotate", "--compromised"))) {
            run(NOW, words.toArray(String[]::new));
            all.append(out);
        }
        all.append(refusals);
        for (String name : KeyFiles.NAMES) {
            for (KeyRing.Key key : ring(name).keys()) {
                assertThat(all).doesNotContain(Base64.getEncoder().encodeToString(key.secret()));
            }
        }
    }
}
