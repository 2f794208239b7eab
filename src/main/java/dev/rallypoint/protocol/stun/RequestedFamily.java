package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * REQUESTED-ADDRESS-FAMILY and ADDITIONAL-ADDRESS-FAMILY, RFC 8656 §18.6 and §18.11: the family,
 * then three bytes of 0.
 */
public final class RequestedFamily {
    private static final int BYTES = 4;

    private RequestedFamily() {}

    /**
     * @param type one of the two
     */
    public static void append(StunWriter writer, int type, IpFamily family) {
        writer.attribute(type, ByteBuffer.allocate(BYTES).put(0, (byte) family.number()));
    }

    public static boolean isPresent(StunMessage message, int type) {
        return message.attributes().seek(type);
    }

    /** Empty if there is none, or it names no family that is known. */
    public static Optional<IpFamily> find(StunMessage message, int type) {
        StunAttributes attributes = message.attributes();
        if (!attributes.seek(type) || attributes.lengthBytes() != BYTES) {
            return Optional.empty();
        }
        int number = Byte.toUnsignedInt(attributes.value().get(0));
        for (IpFamily family : IpFamily.values()) {
            if (family.number() == number) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }
}
