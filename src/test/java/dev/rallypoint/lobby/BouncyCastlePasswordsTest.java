package dev.rallypoint.lobby;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BouncyCastlePasswordsTest {
    private final BouncyCastlePasswords passwords =
            new BouncyCastlePasswords(new Random(7)::nextBytes);

    @Test
    void verifiesTheReferenceImplementationsHash() {
        String reference =
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                        + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(passwords.verify("password", reference)).isTrue();
        assertThat(passwords.verify("Password", reference)).isFalse();
    }

    @Test
    void hashesWithOwaspsParametersAndAFreshSalt() {
        String first = passwords.hash("pässwörd");
        assertThat(first).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.hash("pässwörd")).isNotEqualTo(first);
        assertThat(passwords.verify("pässwörd", first)).isTrue();
        assertThat(passwords.verify("passwort", first)).isFalse();
        assertThat(passwords.verify("", first)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "password",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
                "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
                "$argon2id$v=19$m=1,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8"
            })
    void refusesWhatIsNoHashOfOurs(String phc) {
        assertThat(passwords.verify("password", phc)).isFalse();
    }
}
