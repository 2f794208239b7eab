package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The clear part of a token that its private data is sealed under.
 *
 * @param expiresUnixSeconds unsigned
 * @param nonce 8 bytes (1.01: the token sequence, little-endian) or 24 bytes (1.02)
 */
record TokenHeader(NetcodeVersion version, long protocolId, long expiresUnixSeconds, byte[] nonce) {
    /** Version info, protocol id and expiry: bytes 1..29 of a request. */
    static final int ASSOCIATED_BYTES = NetcodeVersion.INFO_BYTES + 2 * Long.BYTES;

    TokenHeader {
        if (nonce.length != version.tokenNonceBytes()) {
            throw new IllegalArgumentException("nonce of " + nonce.length + " bytes");
        }
    }

    /** The associated data of the private part's AEAD. */
    byte[] associatedData() {
        return ByteBuffer.allocate(ASSOCIATED_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(version.info())
                .putLong(protocolId)
                .putLong(expiresUnixSeconds)
                .array();
    }

    /** The key of the inner AEAD: the private key itself (1.01) or its XChaCha subkey (1.02). */
    Aead.Key innerKey(byte[] privateKey, Aead aead) {
        return version == NetcodeVersion.V1_01
                ? aead.key(privateKey)
                : XChaCha.subkey(privateKey, nonce, aead);
    }

    /** The counter of the inner AEAD's nonce. */
    long innerCounter() {
        return version == NetcodeVersion.V1_01
                ? ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).getLong()
                : XChaCha.counter(nonce);
    }
}
