package dev.rallypoint.protocol.stun;

/** MESSAGE-INTEGRITY, RFC 8489 §14.5: HMAC-SHA1, 20 bytes. */
public final class MessageIntegrity {
    private static final String ALGORITHM = "HmacSHA1";
    private static final int BYTES = 20;

    private MessageIntegrity() {}

    /** Appends it; only MESSAGE-INTEGRITY-SHA256 and FINGERPRINT may follow. */
    public static void append(StunWriter writer, StunKey key) {
        writer.attribute(
                AttributeType.MESSAGE_INTEGRITY,
                Integrity.hmac(ALGORITHM, key, writer.message(), writer.lengthBytes(), BYTES));
    }

    /** Whether there is one and it was made with this key over the bytes as received. */
    public static boolean isValid(StunMessage message, StunKey key) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.MESSAGE_INTEGRITY)
                && attributes.lengthBytes() == BYTES
                && Integrity.begins(
                        Integrity.hmac(ALGORITHM, key, message.bytes(), attributes.offset(), BYTES),
                        attributes.value());
    }
}
