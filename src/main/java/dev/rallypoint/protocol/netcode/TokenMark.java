package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lets a relay see for a fraction of a decryption that a 1.02 connect token was made by a holder of
 * the private key. The standard wants 24 random bytes as the token's nonce; the last 8 of ours are
 * a function of the first 8 and of the expiry that nobody else can compute: HChaCha20, which is a
 * pseudo-random function, under a key of its own. 16 random bytes are left, enough that no nonce
 * repeats. Clients pass the nonce on as it is.
 *
 * <p>A mark proves nothing about the rest of the token: who holds a genuine token can send its mark
 * with other bytes behind it, but only this mark, and only until it expires. Belongs to one thread.
 */
final class TokenMark {
    /** No mark, or a forged one. */
    static final long NONE = 0;

    /** Where the nonce has it. */
    static final int AT = HChaCha20.NONCE_BYTES;

    /** Sixteen bytes that no random nonce will ever begin with. */
    private static final byte[] LABEL = "rallypoint mark1".getBytes(StandardCharsets.US_ASCII);

    private final int[] key;
    private final int[] input = new int[HChaCha20.INPUT_WORDS];
    private final int[] state = new int[HChaCha20.STATE_WORDS];

    /**
     * @param privateKey 32 bytes that open 1.02 tokens
     */
    TokenMark(byte[] privateKey) {
        byte[] own = HChaCha20.subkey(privateKey, LABEL);
        key = HChaCha20.words(own);
        Arrays.fill(own, (byte) 0);
    }

    /** Overwrites the last 8 of the 24 bytes. */
    void write(byte[] nonce, long expiresUnixSeconds) {
        ByteBuffer bytes = ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(AT, markOf(bytes.getLong(0), expiresUnixSeconds));
    }

    /**
     * The mark if it is genuine, else {@link #NONE}.
     *
     * @param nonceStart the first 8 bytes of the nonce, little-endian
     * @param nonceEnd the last 8
     */
    long check(long nonceStart, long expiresUnixSeconds, long nonceEnd) {
        return markOf(nonceStart, expiresUnixSeconds) == nonceEnd ? nonceEnd : NONE;
    }

    private long markOf(long nonceStart, long expiresUnixSeconds) {
        input[0] = (int) nonceStart;
        input[1] = (int) (nonceStart >>> Integer.SIZE);
        input[2] = (int) expiresUnixSeconds;
        input[3] = (int) (expiresUnixSeconds >>> Integer.SIZE);
        HChaCha20.permute(key, input, state);
        return Integer.toUnsignedLong(state[0]) | (long) state[1] << Integer.SIZE;
    }

    void forget() {
        Arrays.fill(key, 0);
    }
}
