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

    /** Ask the server of ALTERNATE-SERVER. */
    public static final ErrorCode TRY_ALTERNATE = new ErrorCode(300, "Try Alternate");

    public static final ErrorCode BAD_REQUEST = new ErrorCode(400, "Bad Request");
    public static final ErrorCode UNAUTHENTICATED = new ErrorCode(401, "Unauthenticated");
    public static final ErrorCode FORBIDDEN = new ErrorCode(403, "Forbidden");

    /** The request had a comprehension-required attribute that the server does not know. */
    public static final ErrorCode UNKNOWN_ATTRIBUTE = new ErrorCode(420, "Unknown Attribute");

    /** RFC 8656 §19: an allocation where there must be none, or none where there must be one. */
    public static final ErrorCode ALLOCATION_MISMATCH = new ErrorCode(437, "Allocation Mismatch");

    public static final ErrorCode STALE_NONCE = new ErrorCode(438, "Stale Nonce");
    public static final ErrorCode ADDRESS_FAMILY_NOT_SUPPORTED =
            new ErrorCode(440, "Address Family not Supported");
    public static final ErrorCode WRONG_CREDENTIALS = new ErrorCode(441, "Wrong Credentials");
    public static final ErrorCode UNSUPPORTED_TRANSPORT =
            new ErrorCode(442, "Unsupported Transport Protocol");
    public static final ErrorCode PEER_ADDRESS_FAMILY_MISMATCH =
            new ErrorCode(443, "Peer Address Family Mismatch");
    public static final ErrorCode ALLOCATION_QUOTA_REACHED =
            new ErrorCode(486, "Allocation Quota Reached");
    public static final ErrorCode INSUFFICIENT_CAPACITY =
            new ErrorCode(508, "Insufficient Capacity");

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

    /** The same without words, for an answer that must be small. */
    public ErrorCode withoutReason() {
        return new ErrorCode(code, "");
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
