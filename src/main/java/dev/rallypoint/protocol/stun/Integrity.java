package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The HMAC that both integrity attributes share (RFC 8489 §14.5, §14.6). */
final class Integrity {
    private Integrity() {}

    /**
     * Over everything before the attribute as received, with a length field that ends the message
     * just after it.
     *
     * @param attributeAt where the attribute begins
     * @param valueBytes of the attribute
     */
    static byte[] hmac(
            String algorithm, StunKey key, ByteBuffer message, int attributeAt, int valueBytes) {
        int length =
                attributeAt + StunAttributes.HEADER_BYTES + valueBytes - StunMessage.HEADER_BYTES;
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.bytes(), algorithm));
            mac.update(message.slice(0, StunMessage.LENGTH_AT));
            mac.update((byte) (length >>> Byte.SIZE));
            mac.update((byte) length);
            mac.update(message.slice(StunMessage.COOKIE_AT, attributeAt - StunMessage.COOKIE_AT));
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /** Whether the received value is the beginning of the computed one; in constant time. */
    static boolean begins(byte[] computed, ByteBuffer received) {
        byte[] start = java.util.Arrays.copyOf(computed, received.remaining());
        byte[] value = new byte[received.remaining()];
        received.get(value);
        return MessageDigest.isEqual(start, value);
    }
}
