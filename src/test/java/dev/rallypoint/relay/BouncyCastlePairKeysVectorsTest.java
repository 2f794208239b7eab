package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** RFC 5869 appendix A.3: SHA-256 without salt; the first 32 of its 42 bytes. */
class BouncyCastlePairKeysVectorsTest {
    @Test
    void derivesAsTheStandardDoes() {
        byte[] secret = HexFormat.of().parseHex("0b".repeat(22));
        assertThat(HexFormat.of().formatHex(new BouncyCastlePairKeys().derive(secret, new byte[0])))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }
}
