package dev.rallypoint.protocol.stun;

import java.util.Optional;

/** REALM, RFC 8489 §14.9: fewer than 128 characters; its presence means long-term credentials. */
public final class Realm {
    /** The longest value, in bytes of UTF-8. */
    public static final int MAX_BYTES = 763;

    private Realm() {}

    /**
     * @throws IllegalArgumentException if the text is longer than {@link #MAX_BYTES}
     */
    public static void append(StunWriter writer, String realm) {
        Text.append(writer, AttributeType.REALM, MAX_BYTES, realm);
    }

    /** Empty if there is none, it is too long, or it is not UTF-8. */
    public static Optional<String> find(StunMessage message) {
        return Text.find(message, AttributeType.REALM, MAX_BYTES);
    }
}
