package dev.rallypoint.protocol.stun;

import java.util.Optional;

/** EVEN-PORT, RFC 8656 §18.7: one byte, whose first bit is R. */
public enum EvenPort {
    /** R = 0: an even port. */
    ALONE,
    /** R = 1: an even port, and the next one reserved. */
    WITH_NEXT;

    private static final int R = 0x80;

    public static void append(StunWriter writer, EvenPort wanted) {
        writer.attribute(
                AttributeType.EVEN_PORT, new byte[] {(byte) (wanted == WITH_NEXT ? R : 0)});
    }

    public static boolean isPresent(StunMessage message) {
        return message.attributes().seek(AttributeType.EVEN_PORT);
    }

    /** Empty if there is none or it is malformed; its seven other bits are ignored. */
    public static Optional<EvenPort> find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.EVEN_PORT) && attributes.lengthBytes() == 1
                ? Optional.of((attributes.value().get(0) & R) == 0 ? ALONE : WITH_NEXT)
                : Optional.empty();
    }
}
