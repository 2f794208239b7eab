package dev.rallypoint.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.support.Frugal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Addresses as text: from the API, from other nodes, from configuration. */
class PeerAddressFuzzTest {
    /** An address, written and read again the same, or the one declared exception. */
    @FuzzTest
    void text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Frugal.decode(bytes.length, 64, () -> read(text))
                .ifPresent(
                        address -> {
                            assertThat(address.port()).isBetween(0, 65_535);
                            assertThat(PeerAddress.parse(address.toString())).isEqualTo(address);
                            assertThat(PeerAddress.of(address.toInetSocketAddress()))
                                    .isEqualTo(address);
                        });
    }

    private static Optional<PeerAddress> read(String text) {
        try {
            return Optional.of(PeerAddress.parse(text));
        } catch (IllegalArgumentException declared) {
            return Optional.empty();
        }
    }
}
