package dev.rallypoint.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Ids that stand in paths and bodies. */
class IdsFuzzTest {
    /** One text for one thing: what is accepted is what would be written. */
    @FuzzTest
    void ids(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Ids.clientId(text).ifPresent(id -> assertThat(Ids.playerId(id)).isEqualTo(text));
        if (Ids.isLobbyId(text)) {
            assertThat(text).hasSize(36).isLowerCase();
        }
        String code = Ids.normalizeJoinCode(text);
        assertThat(code).matches("[A-Z0-9]*");
        assertThat(Ids.normalizeJoinCode(code)).isEqualTo(code);
    }
}
