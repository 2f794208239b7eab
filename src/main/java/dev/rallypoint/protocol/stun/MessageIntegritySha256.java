package dev.rallypoint.protocol.stun;

/**
 * MESSAGE-INTEGRITY-SHA256, RFC 8489 §14.6: HMAC-SHA256, 32 bytes, or its first 16, 20, 24 or 28
 * from senders that shorten it.
 */
public final class MessageIntegritySha256 {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final int MIN_BYTES = 16;

    private MessageIntegritySha256() {}

    /** Appends all 32 bytes; only FINGERPRINT may follow. */
    public static void append(StunWriter writer, StunKey key) {
        writer.attribute(
                AttributeType.MESSAGE_INTEGRITY_SHA256,
                Integrity.hmac(ALGORITHM, key, writer.message(), writer.lengthBytes(), BYTES));
    }

    /** Whether there is one and it was made with this key over the bytes as received. */
    public static boolean isValid(StunMessage message, StunKey key) {
        StunAttributes attributes = message.attributes();
        return attributes.seek(AttributeType.MESSAGE_INTEGRITY_SHA256)
                && isLegal(attributes.lengthBytes())
                && Integrity.begins(hmac(message, attributes, key), attributes.value());
    }

    private static byte[] hmac(StunMessage message, StunAttributes attribute, StunKey key) {
        return Integrity.hmac(
                ALGORITHM, key, message.bytes(), attribute.offset(), attribute.lengthBytes());
    }

    private static boolean isLegal(int lengthBytes) {
        return lengthBytes >= MIN_BYTES && lengthBytes <= BYTES && lengthBytes % 4 == 0;
    }
}
