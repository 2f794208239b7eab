package dev.rallypoint.protocol.stun;

import java.util.Optional;

/** SOFTWARE, RFC 8489 §14.14: who wrote the sender, for people who read captures. */
public final class Software {
    /** The longest value, in bytes of UTF-8. */
    public static final int MAX_BYTES = 763;

    private Software() {}

    /**
     * @throws IllegalArgumentException if the text is longer than {@link #MAX_BYTES}
     */
    public static void append(StunWriter writer, String software) {
        Text.append(writer, AttributeType.SOFTWARE, MAX_BYTES, software);
    }

    /** Empty if there is none, it is too long, or it is not UTF-8. */
    public static Optional<String> find(StunMessage message) {
        return Text.find(message, AttributeType.SOFTWARE, MAX_BYTES);
    }
}
