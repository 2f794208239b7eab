package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** LIFETIME, RFC 8656 §18.2: seconds until expiry; 0 in a Refresh asks for deletion. */
public final class Lifetime {
    private Lifetime() {}

    public static void append(StunWriter writer, long seconds) {
        writer.attribute(
                AttributeType.LIFETIME,
                ByteBuffer.allocate(Integer.BYTES).putInt(0, (int) seconds));
    }

    /** 0..2^32-1; empty if there is none or it is malformed. */
    public static OptionalLong find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.LIFETIME) && attributes.lengthBytes() == Integer.BYTES
                ? OptionalLong.of(Integer.toUnsignedLong(attributes.value().getInt(0)))
                : OptionalLong.empty();
    }
}
