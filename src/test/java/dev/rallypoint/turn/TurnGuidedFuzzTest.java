package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Names of STUN servers as operators write them. */
class TurnGuidedFuzzTest {
    @FuzzTest
    void serverName(byte[] bytes) {
        ServerName.parse(new String(bytes, StandardCharsets.UTF_8))
                .ifPresent(
                        name -> {
                            assertThat(name.port()).isBetween(1, 65_535);
                            assertThat(name.host()).isNotEmpty();
                            String host =
                                    name.host().contains(":")
                                            ? "[" + name.host() + "]"
                                            : name.host();
                            assertThat(ServerName.parse(host + ":" + name.port())).contains(name);
                        });
    }
}
