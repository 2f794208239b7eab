package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.Entropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorTokenTest {
    private final Entropy entropy = new Random(7)::nextBytes;
    @TempDir Path data;

    private static Config config(String... settings) {
        return new ConfigLoader().assignments(List.of(settings)).load();
    }

    @Test
    void isMadeOnceWithModeSixHundredBesideTheKeys() throws IOException {
        OperatorToken first = OperatorToken.load(config(), data, entropy);
        Path file = data.resolve("keys").resolve("operator-token");
        String text = Files.readString(file).strip();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(first.isEqualTo(text)).isTrue();
        assertThat(OperatorToken.load(config(), data, entropy).isEqualTo(text)).isTrue();
        assertThat(first).asString().doesNotContain(text);
    }

    @Test
    void aConfiguredTokenWinsAndNoFileIsMade() {
        OperatorToken token =
                OperatorToken.load(config("ops.token=0123456789abcdef"), data, entropy);
        assertThat(token.isEqualTo("0123456789abcdef")).isTrue();
        assertThat(data.resolve("keys")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789abcde", "0123456789abcdeg", "0123456789abcdef "})
    void noOtherTextIsTheToken(String candidate) {
        OperatorToken token = OperatorToken.of("ops.token", "0123456789abcdef");
        assertThat(token.isEqualTo(candidate)).isFalse();
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
        assertThatThrownBy(() -> OperatorToken.of("ops.token", token))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("ops.token must be 16 or more")
                .hasMessageNotContaining(token);
    }
}
