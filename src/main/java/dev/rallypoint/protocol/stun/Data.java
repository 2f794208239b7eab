package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.Optional;

/** DATA, RFC 8656 §18.4: what a peer sent or is to get; may be empty. */
public final class Data {
    private Data() {}

    public static void append(StunWriter writer, ByteBuffer data) {
        writer.attribute(AttributeType.DATA, data);
    }

    /** A view, as long as the message is valid. */
    public static Optional<ByteBuffer> find(StunMessage message) {
        return message.attribute(AttributeType.DATA);
    }
}
