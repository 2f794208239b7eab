package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.protocol.Entropy;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final String NAME = "keys.accessToken";
    private static final long NOON = Instant.parse("2026-01-31T12:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final String FIRST = base64(1);
    private static final String SECOND = base64(2);

    private final Entropy entropy = new Random(7)::nextBytes;

    private static String base64(int seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static KeyRing ring(String text) {
        return KeyRing.parse(NAME, "the file", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", ",", " , ", "\r\n\n"})
    void readsAKeyALineOrSeveralWithCommas(String between) {
        KeyRing ring = ring(SECOND + " 2026-01-31T12:00:00Z" + between + FIRST);
        assertThat(ring.keys()).extracting(KeyRing.Key::usedFromMs).containsExactly(0L, NOON);
        assertThat(ring(ring.toSecretText())).isEqualTo(ring);
    }

    @Test
    void aKeyIsUsedFromItsTimeUntilThatOfTheNext() {
        KeyRing ring = ring(FIRST + "," + SECOND + " 2026-01-31T12:00:00Z");
        KeyRing.Key first = ring.keys().get(0);
        KeyRing.Key second = ring.keys().get(1);
        assertThat(ring.at(NOON - 1)).isEqualTo(first);
        assertThat(ring.at(NOON)).isEqualTo(second);
        assertThat(ring.supersededAtMs(first)).contains(NOON);
        assertThat(ring.supersededAtMs(second)).isEmpty();
    }

    @Test
    void theOldestServesAlsoBeforeItsTime() {
        KeyRing ring = ring(FIRST + " 2026-01-31T12:00:00Z");
        assertThat(ring.at(0)).isEqualTo(ring.keys().get(0));
    }

    @Test
    void anIdIsTheSameWhereverTheKeyIsAndAnotherForAnotherPurpose() {
        String id = ring(FIRST).at(0).id();
        assertThat(ring(SECOND + "," + FIRST + " 2026-01-31T12:00:00Z").at(NOON).id())
                .isEqualTo(id)
                .matches("[0-9a-f]{16}");
        assertThat(KeyRing.parse("keys.netcode102", "", FIRST).at(0).id()).isNotEqualTo(id);
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutBeingShown() {
        String secret = "hunter2hunter2";
        for (String text :
                List.of(
                        "",
                        secret,
                        FIRST + " " + secret,
                        FIRST + " 2026-01-31T12:00:00Z " + secret,
                        FIRST + "," + FIRST + " 2026-01-31T12:00:00Z",
                        FIRST + "," + SECOND,
                        "#" + secret)) {
            assertThatThrownBy(() -> ring(text))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("the file")
                    .hasMessageNotContainingAny(secret, FIRST)
                    .hasNoCause();
        }
    }

    @Test
    void aRotationAddsAKeyForLaterAndDropsThoseThatHaveServed() {
        KeyRotation rotation = new KeyRotation(NOON, HOUR, 48 * HOUR);
        KeyRing rotated = rotation.rotate(NAME, ring(FIRST), entropy);
        assertThat(rotated.keys()).hasSize(2);
        assertThat(rotated.at(NOON).id()).isEqualTo(ring(FIRST).at(0).id());
        assertThat(rotated.at(NOON + HOUR)).isEqualTo(rotated.keys().get(1));

        KeyRing soon = later(24 * HOUR).rotate(NAME, rotated, entropy);
        assertThat(soon.keys()).as("tokens of the first may still be in hand").hasSize(3);
        KeyRing late = later(50 * HOUR).rotate(NAME, rotated, entropy);
        assertThat(late.keys()).hasSize(2);
        assertThat(late.at(NOON)).isEqualTo(rotated.keys().get(1));
    }

    private static KeyRotation later(long ms) {
        return new KeyRotation(NOON + ms, HOUR, 48 * HOUR);
    }

    @Test
    void aRotationThatIsUnderWayIsNotBegunAgain() {
        KeyRing rotated = later(0).rotate(NAME, ring(FIRST), entropy);
        assertThatThrownBy(() -> later(HOUR / 2).rotate(NAME, rotated, entropy))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is being rotated already");
    }

    @Test
    void aCompromisedKeyIsGoneAtOnce() {
        KeyRing replaced = later(0).replace(NAME, entropy);
        assertThat(replaced.keys()).hasSize(1);
        assertThat(replaced.at(NOON).usedFromMs()).isEqualTo(NOON);
    }

    @Test
    void neverShowsAKey() {
        KeyRing ring = ring(FIRST);
        assertThat(ring + " " + ring.keys() + new KeyRotation(1, 2, 3)).doesNotContain(FIRST);
    }
}
