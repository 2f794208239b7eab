package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.Provider;
import java.security.Security;
import java.util.stream.Stream;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AeadVectorsTest {
    private final Vectors vectors = Vectors.load("aead.txt");

    static Stream<Provider> providers() {
        return Stream.of(Security.getProvider("SunJCE"), Conscrypt.newProvider());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void sealsAndOpensAsRfc8439Section282(Provider provider) {
        Aead aead = new Aead(provider);
        Aead.Key key = new Aead.Key(vectors.get("rfc8439.key"));
        byte[] nonce = vectors.get("rfc8439.nonce");
        byte[] aad = vectors.get("rfc8439.aad");
        byte[] plaintext = vectors.get("rfc8439.plaintext");
        byte[] expected = vectors.get("rfc8439.sealed");

        ByteBuffer sealed = ByteBuffer.allocate(expected.length);
        aead.seal(key, nonce, aad, ByteBuffer.wrap(plaintext), sealed);
        assertThat(sealed.array()).isEqualTo(expected);

        ByteBuffer opened = ByteBuffer.allocate(plaintext.length);
        assertThat(aead.open(key, nonce, aad, sealed.flip(), opened)).isTrue();
        assertThat(opened.array()).isEqualTo(plaintext);
    }

    @Test
    void derivesTheSubkeyOfTheXChaChaDraftSection221() {
        byte[] subkey =
                HChaCha20.subkey(vectors.get("hchacha20.key"), vectors.get("hchacha20.nonce"));
        assertThat(subkey).isEqualTo(vectors.get("hchacha20.subkey"));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void sealsAndOpensAsTheXChaChaDraftAppendixA31(Provider provider) {
        Aead aead = new Aead(provider);
        byte[] nonce = vectors.get("xchacha.nonce");
        byte[] aad = vectors.get("xchacha.aad");
        byte[] plaintext = vectors.get("xchacha.plaintext");
        byte[] expected = vectors.get("xchacha.sealed");
        Aead.Key key = XChaCha.subkey(vectors.get("xchacha.key"), nonce);
        long counter = XChaCha.counter(nonce);

        ByteBuffer sealed = ByteBuffer.allocate(expected.length);
        aead.seal(key, counter, aad, ByteBuffer.wrap(plaintext), sealed);
        assertThat(sealed.array()).isEqualTo(expected);

        ByteBuffer opened = ByteBuffer.allocate(plaintext.length);
        assertThat(aead.open(key, counter, aad, sealed.flip(), opened)).isTrue();
        assertThat(opened.array()).isEqualTo(plaintext);
    }
}
