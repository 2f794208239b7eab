package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AeadVectorsTest {
    private final Vectors vectors = Vectors.load("aead.txt");

    private void assertSealsAndOpens(String vector, Aead.Key key, long counter) {
        ByteBuffer aad = ByteBuffer.wrap(vectors.get(vector + ".aad"));
        byte[] plaintext = vectors.get(vector + ".plaintext");
        byte[] expected = vectors.get(vector + ".sealed");

        ByteBuffer sealed = ByteBuffer.allocate(expected.length);
        key.seal(counter, aad, ByteBuffer.wrap(plaintext), sealed);
        assertThat(sealed.array()).isEqualTo(expected);

        ByteBuffer opened = ByteBuffer.allocate(plaintext.length);
        assertThat(key.open(counter, aad, sealed.flip(), opened)).isTrue();
        assertThat(opened.array()).isEqualTo(plaintext);
    }

    @ParameterizedTest
    @EnumSource
    void sealsAndOpensAsRfc8439Section282(Aeads aead) {
        ByteBuffer nonce =
                ByteBuffer.wrap(vectors.get("rfc8439.nonce")).order(ByteOrder.LITTLE_ENDIAN);
        Aead.Key key = aead.make(nonce.getInt()).key(vectors.get("rfc8439.key"));
        assertSealsAndOpens("rfc8439", key, nonce.getLong());
    }

    @Test
    void derivesTheSubkeyOfTheXChaChaDraftSection221() {
        byte[] subkey =
                HChaCha20.subkey(vectors.get("hchacha20.key"), vectors.get("hchacha20.nonce"));
        assertThat(subkey).isEqualTo(vectors.get("hchacha20.subkey"));
    }

    @ParameterizedTest
    @EnumSource
    void sealsAndOpensAsTheXChaChaDraftAppendixA31(Aeads aead) {
        byte[] nonce = vectors.get("xchacha.nonce");
        Aead.Key key = XChaCha.subkey(vectors.get("xchacha.key"), nonce, aead.make());
        assertSealsAndOpens("xchacha", key, XChaCha.counter(nonce));
    }
}
