package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** REQUESTED-TRANSPORT, RFC 8656 §18.8: an IP protocol number, then three bytes of 0. */
public final class RequestedTransport {
    /** The protocol number of UDP, the only one of RFC 8656. */
    public static final int UDP = 17;

    private static final int BYTES = 4;

    private RequestedTransport() {}

    public static void append(StunWriter writer, int protocol) {
        writer.attribute(
                AttributeType.REQUESTED_TRANSPORT,
                ByteBuffer.allocate(BYTES).put(0, (byte) protocol));
    }

    /** Empty if there is none or it is malformed. */
    public static OptionalInt find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.REQUESTED_TRANSPORT)
                        && attributes.lengthBytes() == BYTES
                ? OptionalInt.of(Byte.toUnsignedInt(attributes.value().get(0)))
                : OptionalInt.empty();
    }
}
