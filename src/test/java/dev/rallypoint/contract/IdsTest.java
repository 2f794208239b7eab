package dev.rallypoint.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @Test
    void aPlayerIdSpellsTheClientId() {
        Random random = new Random(1);
        for (long clientId : new long[] {0, 1, -1, Long.MIN_VALUE, random.nextLong()}) {
            String playerId = Ids.playerId(clientId);
            assertThat(playerId).matches("p[0-9a-hjkmnp-tv-z]{13}");
            assertThat(Ids.clientId(playerId)).hasValue(clientId);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p",
                "pzzzzzzzzzzzzz", // more than 64 bits
                "p000000000000i",
                "P0000000000000",
                "p00000000000000",
                "../../etc/passwd"
            })
    void whatIsNoPlayerIdIsNone(String text) {
        assertThat(Ids.clientId(text)).isEmpty();
    }

    @Test
    void lobbyIdsAreCanonicalUuids() {
        assertThat(Ids.isLobbyId(new UUID(5, 6).toString())).isTrue();
        assertThat(Ids.isLobbyId("0-0-0-0-5")).isFalse();
        assertThat(Ids.isLobbyId("x")).isFalse();
    }

    @Test
    void joinCodesSurviveHowPlayersTypeThem() {
        String code = Ids.joinCode(new Random(3).nextLong());
        assertThat(code).matches("[A-HJKMNP-Z2-9]{6}");
        String typed = code.substring(0, 3).toLowerCase() + "-" + code.substring(3) + " ";
        assertThat(Ids.normalizeJoinCode(typed)).isEqualTo(code);
        assertThat(Ids.joinCode(-1)).hasSize(6);
    }
}
