package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * ERROR-CODE, RFC 8489 §14.8.
 *
 * @param code 300..699
 * @param reason for people; at most {@link #MAX_REASON_BYTES} bytes of UTF-8
 */
public record ErrorCode(int code, String reason) {
    public static final int MAX_REASON_BYTES = 763;

    /** The request had a comprehension-required attribute that the server does not know. */
    public static final ErrorCode UNKNOWN_ATTRIBUTE = new ErrorCode(420, "Unknown Attribute");

    private static final int FIXED_BYTES = 4;

    public ErrorCode {
        if (code < 300 || code > 699) {
            throw new IllegalArgumentException("a STUN error code is 300..699, not " + code);
        }
    }

    public static void append(StunWriter writer, ErrorCode error) {
        byte[] reason = error.reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer value =
                ByteBuffer.allocate(FIXED_BYTES + reason.length)
                        .putShort((short) 0)
                        .put((byte) (error.code / 100))
                        .put((byte) (error.code % 100))
                        .put(reason);
        writer.attribute(AttributeType.ERROR_CODE, value.flip());
    }

    /** Empty if there is none or it is malformed. */
    public static Optional<ErrorCode> find(StunMessage message) {
        return message.attribute(AttributeType.ERROR_CODE).flatMap(ErrorCode::decode);
    }

    private static Optional<ErrorCode> decode(ByteBuffer value) {
        if (value.remaining() < FIXED_BYTES || value.remaining() > FIXED_BYTES + MAX_REASON_BYTES) {
            return Optional.empty();
        }
        int hundreds = value.get(2) & 0x07;
        int number = Byte.toUnsignedInt(value.get(3));
        if (hundreds < 3 || hundreds > 6 || number > 99) {
            return Optional.empty();
        }
        return Text.decode(value.position(FIXED_BYTES))
                .map(reason -> new ErrorCode(hundreds * 100 + number, reason));
    }
}
