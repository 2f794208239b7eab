package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one implementation seals, all seal to the same bytes, and each opens. */
class AeadInteropFuzzTest {
    private static final int MAX_BYTES = 1400;

    private static ByteBuffer buffer(Random random, int bytes) {
        int offset = random.nextInt(64);
        ByteBuffer whole =
                random.nextBoolean()
                        ? ByteBuffer.allocate(offset + bytes)
                        : ByteBuffer.allocateDirect(offset + bytes);
        return whole.position(offset);
    }

    private static ByteBuffer random(Random random, int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        ByteBuffer buffer = buffer(random, bytes);
        return buffer.put(content).position(buffer.limit() - bytes);
    }

    @ParameterizedTest
    @EnumSource
    void everyLengthIsSealedToTheSameBytesAndOpenedByAll(Aeads sealer) {
        for (int bytes = 0; bytes <= MAX_BYTES; bytes++) {
            Random random = new Random(bytes);
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            int constant = random.nextInt();
            long counter = random.nextLong();
            ByteBuffer aad = random(random, random.nextInt(100));
            ByteBuffer plaintext = random(random, bytes);
            ByteBuffer sealed = buffer(random, bytes + Aead.TAG_BYTES);
            int start = sealed.position();
            sealer.make(constant).key(secret).seal(counter, aad, plaintext, sealed);
            sealed.position(start);

            for (Map.Entry<Aeads, Aead.Key> opener : keys(secret, constant).entrySet()) {
                ByteBuffer opened = buffer(random, bytes);
                int from = opened.position();
                assertThat(opener.getValue().open(counter, aad, sealed, opened))
                        .as("%d bytes opened by %s", bytes, opener.getKey())
                        .isTrue();
                assertThat(opened.position(from)).isEqualTo(plaintext);
                ByteBuffer again = buffer(random, bytes + Aead.TAG_BYTES);
                int at = again.position();
                opener.getValue().seal(counter, aad, plaintext, again);
                assertThat(again.position(at)).isEqualTo(sealed);
            }
        }
    }

    private static Map<Aeads, Aead.Key> keys(byte[] secret, int constant) {
        Map<Aeads, Aead.Key> keys = new EnumMap<>(Aeads.class);
        for (Aeads aead : Aeads.values()) {
            keys.put(aead, aead.make(constant).key(secret));
        }
        return keys;
    }
}
