package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.Entropy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorTokensTest {
    private final Entropy entropy = new Random(7)::nextBytes;
    @TempDir Path data;

    private static Config config(String... settings) {
        return new ConfigLoader().assignments(List.of(settings)).load();
    }

    private OperatorTokens load(String... settings) {
        return OperatorTokens.load(config(settings), data, entropy);
    }

    private Path writeNamed(String mode, String... lines) throws IOException {
        Path keys = Files.createDirectories(data.resolve("keys"));
        Path file = Files.write(keys.resolve("operator-tokens"), List.of(lines));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    @Test
    void theAdminsIsMadeOnceWithModeSixHundredBesideTheKeys() throws IOException {
        OperatorTokens first = load();
        Path file = data.resolve("keys").resolve("operator-token");
        String text = Files.readString(file).strip();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(first.find(text)).contains(new Operator("operator", OperatorRole.ADMIN));
        assertThat(load().find(text)).isPresent();
        assertThat(first).asString().doesNotContain(text);
    }

    @Test
    void aConfiguredTokenWinsAndNoFileIsMade() {
        assertThat(load("ops.token=0123456789abcdef").find("0123456789abcdef")).isPresent();
        assertThat(data.resolve("keys")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789abcde", "0123456789abcdeg", "0123456789abcdef "})
    void noOtherTextIsAToken(String candidate) {
        assertThat(load("ops.token=0123456789abcdef").find(candidate)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "with a space 0123456789",
                "tab\t0123456789abcdef",
                "äöü0123456789abcdef"
            })
    void aTokenThatIsTooShortOrNoHeaderIsRefusedWithoutShowingIt(String token) {
        assertThatThrownBy(() -> load("ops.token=" + token))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("ops.token must be 16 or more")
                .hasMessageNotContaining(token);
    }

    @Test
    void namedTokensAreKnownByTheirHashWithTheirRole() throws IOException {
        writeNamed("rw-------", "# who left", "", "eve:viewer:" + hashOf("eves-secret"));
        OperatorTokens tokens =
                load("ops.tokens=[mod.bob:moderator:" + hashOf("bobs-secret") + "]");
        assertThat(tokens.find("bobs-secret"))
                .contains(new Operator("mod.bob", OperatorRole.MODERATOR));
        assertThat(tokens.find("eves-secret")).contains(new Operator("eve", OperatorRole.VIEWER));
        assertThat(tokens.find(hashOf("eves-secret"))).isEmpty();
    }

    @Test
    void theFileIsReadAnewWhenItChangesAndABadOneChangesNothing() throws IOException {
        OperatorTokens tokens = load();
        assertThat(tokens.refresh()).isFalse();
        writeNamed("rw-------", "eve:viewer:" + hashOf("eves-secret"));
        assertThat(tokens.refresh()).isTrue();
        assertThat(tokens.refresh()).isFalse();
        writeNamed("rw-------", "eve:viewer:" + hashOf("eves-secret"), "nonsense");
        assertThatThrownBy(tokens::refresh).isInstanceOf(ConfigException.class);
        assertThat(tokens.find("eves-secret")).isPresent();
        Path file = writeNamed("rw-------");
        assertThat(tokens.refresh()).isTrue();
        assertThat(tokens.find("eves-secret")).isEmpty();
        Files.delete(file);
        assertThat(tokens.refresh()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eve",
                "eve:viewer:the-token-itself",
                "eve:root:0000000000000000000000000000000000000000000000000000000000000000",
                "Eve:viewer:0000000000000000000000000000000000000000000000000000000000000000",
                "a b:viewer:0000000000000000000000000000000000000000000000000000000000000000"
            })
    void aLineThatIsNoneIsRefusedWithoutShowingIt(String line) {
        assertThatThrownBy(() -> load("ops.tokens=[\"" + line + "\"]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("ops.tokens wants name:role:hash")
                .hasMessageNotContaining(line);
    }

    @Test
    void aNameIsOnePersons() {
        String hash = hashOf("a-secret");
        assertThatThrownBy(
                        () -> load("ops.tokens=[eve:viewer:" + hash + ", eve:admin:" + hash + "]"))
                .hasMessageContaining("eve a second time");
        assertThatThrownBy(() -> load("ops.tokens=[operator:viewer:" + hash + "]"))
                .hasMessageContaining("operator a second time");
    }

    @Test
    void aFileThatOthersMayReadOrWriteIsRefused() throws IOException {
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            writeNamed(mode, "eve:viewer:" + hashOf("eves-secret"));
            assertThatThrownBy(this::load)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("chmod 600");
        }
    }

    private static String hashOf(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
