package dev.rallypoint.protocol.stun;

import java.util.Optional;

/** NONCE, RFC 8489 §14.10: fewer than 128 characters. */
public final class Nonce {
    /** The longest value, in bytes of UTF-8. */
    public static final int MAX_BYTES = 763;

    private Nonce() {}

    /**
     * @throws IllegalArgumentException if the text is longer than {@link #MAX_BYTES}
     */
    public static void append(StunWriter writer, String nonce) {
        Text.append(writer, AttributeType.NONCE, MAX_BYTES, nonce);
    }

    /** Empty if there is none, it is too long, or it is not UTF-8. */
    public static Optional<String> find(StunMessage message) {
        return Text.find(message, AttributeType.NONCE, MAX_BYTES);
    }
}
