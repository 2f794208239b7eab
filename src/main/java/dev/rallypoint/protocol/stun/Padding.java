package dev.rallypoint.protocol.stun;

/** PADDING, RFC 5780 §7.6: bytes that only make a message long. */
public final class Padding {
    private Padding() {}

    public static void append(StunWriter writer, int bytes) {
        writer.attribute(AttributeType.PADDING, new byte[bytes]);
    }

    public static boolean isPresent(StunMessage message) {
        return message.attributes().seek(AttributeType.PADDING);
    }

    /** Of the first one; 0 if there is none. */
    public static int lengthBytes(StunMessage message) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.PADDING) ? attributes.lengthBytes() : 0;
    }
}
