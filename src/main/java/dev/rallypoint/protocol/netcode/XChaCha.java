package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha §2.3): ChaCha20-Poly1305 under the {@link HChaCha20}
 * subkey of the first 16 nonce bytes, with the last 8 as its counter. Once a handshake, so it does
 * not cache.
 */
final class XChaCha {
    static final int NONCE_BYTES = 24;

    private XChaCha() {}

    /** The key to use with {@link #counter} in place of key and 24-byte nonce. */
    static Aead.Key subkey(byte[] key, byte[] nonce, Aead aead) {
        byte[] subkey = HChaCha20.subkey(key, nonce);
        Aead.Key prepared = aead.key(subkey);
        Arrays.fill(subkey, (byte) 0);
        return prepared;
    }

    /** The last 8 bytes of the 24-byte nonce as the little-endian counter of the inner nonce. */
    static long counter(byte[] nonce) {
        return ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).getLong(HChaCha20.NONCE_BYTES);
    }
}
