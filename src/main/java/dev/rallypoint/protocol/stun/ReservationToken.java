package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** RESERVATION-TOKEN, RFC 8656 §18.10: eight bytes that name a reserved relayed address. */
public final class ReservationToken {
    private ReservationToken() {}

    public static void append(StunWriter writer, long token) {
        writer.attribute(
                AttributeType.RESERVATION_TOKEN, ByteBuffer.allocate(Long.BYTES).putLong(0, token));
    }

    public static boolean isPresent(StunMessage message) {
        return message.attributes().seek(AttributeType.RESERVATION_TOKEN);
    }

    /** Empty if there is none or it is malformed. */
    public static OptionalLong find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.RESERVATION_TOKEN)
                        && attributes.lengthBytes() == Long.BYTES
                ? OptionalLong.of(attributes.value().getLong(0))
                : OptionalLong.empty();
    }
}
