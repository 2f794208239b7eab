package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;

/**
 * ChaCha20-Poly1305 (RFC 8439) for packets and tokens. The 12-byte nonce is four constant bytes,
 * zero in netcode, and a little-endian counter. An Aead, with the keys that it prepared, belongs to
 * one thread.
 *
 * <p>Inputs are read from position to limit and left as they were; what comes out is appended. An
 * input must not overlap an output. A nonce must never be used twice to seal under one key, and
 * only the caller can know that it is not: what an implementation notices of it, it says itself.
 */
public interface Aead {
    int KEY_BYTES = 32;
    int TAG_BYTES = 16;

    /** 32 secret bytes, prepared for the cipher once; to be closed when they have served. */
    interface Key extends AutoCloseable {
        /**
         * Appends ciphertext and tag to {@code sealed}.
         *
         * @throws IllegalStateException if the implementation notices that the counter was sealed
         *     under before, or if the key is closed
         * @throws java.nio.BufferOverflowException if {@code sealed} has no room for them
         */
        void seal(long counter, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer sealed);

        /**
         * Appends the plaintext and answers true; or answers false, and appends nothing, for bytes
         * that were not sealed with this key, counter and associated data. The room behind the
         * position may be overwritten in either case.
         *
         * @throws IllegalStateException if the key is closed
         * @throws java.nio.BufferOverflowException if {@code plaintext} has no room for all bytes
         *     but the tag
         */
        boolean open(long counter, ByteBuffer aad, ByteBuffer sealed, ByteBuffer plaintext);

        /** Forgets the secret; a closed key works no more. Once more does nothing. */
        @Override
        void close();
    }

    /**
     * @param bytes 32, copied
     * @throws IllegalArgumentException for another number of bytes
     */
    Key key(byte[] bytes);

    /** A little-endian buffer of the kind that is sealed and opened without a detour. */
    ByteBuffer buffer(int bytes);

    /** Overwrites what the last packets left behind. */
    void forget();

    /** Over the JDK's own cipher: for players, and where nothing faster loads. */
    static Aead ofJdk() {
        return JceAead.ofJdk();
    }
}
