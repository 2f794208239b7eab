package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** CHANNEL-NUMBER, RFC 8656 §18.1: the number, then two bytes of 0. */
public final class ChannelNumber {
    private static final int BYTES = 4;

    private ChannelNumber() {}

    public static void append(StunWriter writer, int number) {
        writer.attribute(
                AttributeType.CHANNEL_NUMBER,
                ByteBuffer.allocate(BYTES).putShort(0, (short) number));
    }

    /** Any number; empty if there is none or it is malformed. */
    public static OptionalInt find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.CHANNEL_NUMBER) && attributes.lengthBytes() == BYTES
                ? OptionalInt.of(Short.toUnsignedInt(attributes.value().getShort(0)))
                : OptionalInt.empty();
    }
}
