package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * ADDRESS-ERROR-CODE, RFC 8656 §18.12: why one of two relayed addresses was not to be had. Family,
 * then the code as in ERROR-CODE; without a reason phrase.
 */
public final class AddressErrorCode {
    private static final int BYTES = 4;

    private AddressErrorCode() {}

    public static void append(StunWriter writer, IpFamily family, ErrorCode error) {
        writer.attribute(
                AttributeType.ADDRESS_ERROR_CODE,
                new byte[] {
                    (byte) family.number(),
                    0,
                    (byte) (error.code() / 100),
                    (byte) (error.code() % 100)
                });
    }

    /** The code; empty if there is none or it is malformed. */
    public static OptionalInt find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        if (!attributes.seek(AttributeType.ADDRESS_ERROR_CODE)
                || attributes.lengthBytes() < BYTES) {
            return OptionalInt.empty();
        }
        ByteBuffer value = attributes.value();
        return OptionalInt.of((value.get(2) & 0x07) * 100 + Byte.toUnsignedInt(value.get(3)));
    }
}
