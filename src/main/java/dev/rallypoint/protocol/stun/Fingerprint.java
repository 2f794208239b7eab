package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * FINGERPRINT, RFC 8489 §14.7: the CRC-32 of all bytes before it, XOR 0x5354554e, as the last
 * attribute. Tells STUN from other protocols on the same port; proves nothing.
 */
public final class Fingerprint {
    static final int ATTRIBUTE_BYTES = 8;
    private static final int XOR = 0x5354_554E;

    private Fingerprint() {}

    public static boolean isPresent(StunMessage message) {
        return message.attributes().seek(AttributeType.FINGERPRINT);
    }

    /** Whether there is one, it is the last attribute, and it matches the bytes as received. */
    public static boolean isValid(StunMessage message) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.FINGERPRINT)
                && attributes.isLast()
                && attributes.lengthBytes() == Integer.BYTES
                && attributes.value().getInt() == of(message.bytes(), attributes.offset());
    }

    /** Appends it; nothing may follow. */
    public static void append(StunWriter writer) {
        int length = writer.lengthBytes();
        ByteBuffer value = ByteBuffer.allocate(Integer.BYTES);
        // The length field that is covered already counts the fingerprint.
        writer.attribute(AttributeType.FINGERPRINT, value);
        ByteBuffer message = writer.message();
        message.putInt(length + StunAttributes.HEADER_BYTES, of(message, length));
    }

    private static int of(ByteBuffer message, int lengthBytes) {
        CRC32 crc = new CRC32();
        crc.update(message.slice(0, lengthBytes));
        return (int) crc.getValue() ^ XOR;
    }
}
