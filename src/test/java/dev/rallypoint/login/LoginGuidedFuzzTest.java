package dev.rallypoint.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.support.Frugal;
import dev.rallypoint.support.Samples;
import dev.rallypoint.support.SeededEntropy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Refresh tokens of clients, and logins as they lie in the cluster and the database. */
class LoginGuidedFuzzTest {
    private static final JsonNode SAVED = Samples.of(Login.class);

    /** One text a token, and its successor is of the same login. */
    @FuzzTest
    void refreshToken(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<RefreshToken> token =
                Frugal.decode(bytes.length, 64, () -> RefreshToken.parse(text));
        if (token.isPresent()) {
            assertThat(token.get().text()).isEqualTo(text);
            RefreshToken next = token.get().next(new SeededEntropy(1));
            assertThat(next.loginId()).isEqualTo(token.get().loginId()).hasSize(32);
            assertThat(next.digest()).hasSize(64);
            assertThat(RefreshToken.parse(next.text())).contains(next);
        }
    }

    @FuzzTest
    void savedLogin(FuzzedDataProvider data) {
        String text =
                data.consumeBoolean()
                        ? data.consumeRemainingAsString()
                        : Samples.edited(SAVED, data);
        try {
            Login login = Frugal.decode(text.length(), 1_000, () -> LoginCodec.decode(text));
            assertThat(LoginCodec.decode(LoginCodec.encode(login))).isEqualTo(login);
            login.standing("digest", 0);
        } catch (IllegalArgumentException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }
}
