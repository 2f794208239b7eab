package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** RESPONSE-PORT, RFC 5780 §7.5: where of the client's host the answer is to go; 2 bytes of 0. */
public final class ResponsePort {
    private static final int BYTES = 4;

    private ResponsePort() {}

    public static void append(StunWriter writer, int port) {
        writer.attribute(
                AttributeType.RESPONSE_PORT, ByteBuffer.allocate(BYTES).putShort(0, (short) port));
    }

    public static boolean isPresent(StunMessage message) {
        return message.attributes().seek(AttributeType.RESPONSE_PORT);
    }

    /** 1..65535; empty if there is none or it is malformed. */
    public static OptionalInt find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        if (!attributes.seek(AttributeType.RESPONSE_PORT) || attributes.lengthBytes() != BYTES) {
            return OptionalInt.empty();
        }
        int port = Short.toUnsignedInt(attributes.value().getShort(0));
        return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
