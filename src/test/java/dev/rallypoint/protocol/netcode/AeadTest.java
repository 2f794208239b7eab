package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AeadTest {
    private static final byte[] AAD = {1, 2, 3};
    private static final Aead.Key KEY = new Aead.Key(Fixtures.filled(32, 9));

    private static ByteBuffer sealed(long counter, String text) {
        ByteBuffer out = ByteBuffer.allocate(100);
        Aead.ofJdk().seal(KEY, counter, AAD, World.bytes(text), out);
        return out.flip();
    }

    @ParameterizedTest
    @MethodSource("dev.rallypoint.protocol.netcode.AeadVectorsTest#providers")
    void opensTheRealPacketAfterAForgeryWithTheSameNonce(Provider provider) {
        Aead aead = new Aead(provider);
        ByteBuffer real = sealed(5, "hello");
        ByteBuffer forged = ByteBuffer.wrap(new byte[real.remaining()]);
        ByteBuffer plaintext = ByteBuffer.allocate(100);

        for (int i = 0; i < 3; i++) {
            assertThat(aead.open(KEY, 5, AAD, forged, plaintext)).isFalse();
        }
        assertThat(plaintext.position()).isZero();
        assertThat(aead.open(KEY, 5, AAD, real, plaintext)).isTrue();
        assertThat(World.text(plaintext.flip())).isEqualTo("hello");
        assertThat(aead.open(KEY, 5, AAD, real, plaintext.clear())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.rallypoint.protocol.netcode.AeadVectorsTest#providers")
    void answersFalseForAnyChangedBit(Provider provider) {
        Aead aead = new Aead(provider);
        byte[] bytes = new byte[sealed(1, "hello").remaining()];
        sealed(1, "hello").get(bytes);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            ByteBuffer plaintext = ByteBuffer.allocate(100);
            assertThat(aead.open(KEY, 1, AAD, ByteBuffer.wrap(changed), plaintext)).isFalse();
        }
    }

    @Test
    void answersFalseForFewerBytesThanATag() {
        for (int size = 0; size < Aead.TAG_BYTES; size++) {
            ByteBuffer sealed = ByteBuffer.allocate(size);
            assertThat(Aead.ofJdk().open(KEY, 1, AAD, sealed, ByteBuffer.allocate(100))).isFalse();
        }
    }

    @Test
    void worksWithDirectAndOffsetBuffers() {
        Aead aead = Aead.ofJdk();
        ByteBuffer plaintext = ByteBuffer.allocateDirect(64).position(3).put((byte) 7);
        plaintext.flip().position(3);
        ByteBuffer sealed = ByteBuffer.allocateDirect(64).position(11);
        aead.seal(KEY, 77, AAD, plaintext, sealed);
        sealed.flip().position(11);

        ByteBuffer opened = ByteBuffer.allocateDirect(64);
        assertThat(aead.open(KEY, 77, AAD, sealed, opened)).isTrue();
        assertThat(opened.flip().remaining()).isOne();
        assertThat(opened.get()).isEqualTo((byte) 7);
        assertThat(sealed.position()).isEqualTo(11);
    }

    @Test
    void refusesToSealTwiceInARowUnderOneNonce() {
        Aead aead = Aead.ofJdk();
        ByteBuffer out = ByteBuffer.allocate(100);
        aead.seal(KEY, 1, AAD, World.bytes("a"), out);
        assertThatThrownBy(() -> aead.seal(KEY, 1, AAD, World.bytes("b"), out))
                .isInstanceOf(IllegalStateException.class);
    }
}
