package dev.rallypoint.protocol.stun;

import java.util.Optional;

/** USERNAME, RFC 8489 §14.3: fewer than 509 bytes, prepared as an OpaqueString by its owner. */
public final class Username {
    /** The longest value, in bytes of UTF-8. */
    public static final int MAX_BYTES = 508;

    /** As of other texts: a name that is too long is a wrong one, not a malformed message. */
    private static final int MAX_READ_BYTES = 763;

    private Username() {}

    /**
     * @throws IllegalArgumentException if the text is longer than {@link #MAX_BYTES}
     */
    public static void append(StunWriter writer, String username) {
        Text.append(writer, AttributeType.USERNAME, MAX_BYTES, username);
    }

    /** Empty if there is none, it is too long, or it is not UTF-8. */
    public static Optional<String> find(StunMessage message) {
        return Text.find(message, AttributeType.USERNAME, MAX_READ_BYTES);
    }
}
