package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that nobody has to remember (RFC 8489 §9.2): a time, and a MAC over it and the client's
 * host and port (§9.2.4: two clients MUST NOT have the same) under a key that ends with this
 * object. 20 characters, or 33 with the nonce cookie and the security features before them.
 */
final class Nonces {
    /** How long one is taken; §14.10 wants them to change, no matter how often. */
    static final long LIFETIME_MS = 600_000;

    /** The nonce cookie and, in Base64, the bit of "Password algorithms" (RFC 8489 §9.2, §18.1). */
    private static final String FEATURES = "obMatJos2AAAB";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int TIME_BYTES = 4;
    private static final int MAC_BYTES = 11;
    private static final int CHARS = 20;
    private static final long MS_PER_SECOND = 1_000;

    private final Mac mac;

    Nonces(Entropy entropy) {
        byte[] key = new byte[KEY_BYTES];
        entropy.fill(key);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** One that offers PASSWORD-ALGORITHMS. */
    String withFeatures(PeerAddress client, long nowMs) {
        return FEATURES + make(FEATURES, client, seconds(nowMs));
    }

    /** A short one, for clients whose request was too small for more. */
    String plain(PeerAddress client, long nowMs) {
        return make("", client, seconds(nowMs));
    }

    private static int seconds(long nowMs) {
        return (int) (nowMs / MS_PER_SECOND);
    }

    private String make(String features, PeerAddress client, int seconds) {
        byte[] value =
                ByteBuffer.allocate(TIME_BYTES + MAC_BYTES)
                        .putInt(seconds)
                        .put(macOf(features, client, seconds))
                        .array();
        return Base64.getEncoder().encodeToString(value);
    }

    private byte[] macOf(String features, PeerAddress client, int seconds) {
        mac.update(features.getBytes(StandardCharsets.US_ASCII));
        mac.update(
                ByteBuffer.allocate(2 * Long.BYTES + 2 * Integer.BYTES)
                        .putLong(client.high())
                        .putLong(client.low())
                        .putInt(client.port())
                        .putInt(seconds)
                        .array());
        return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    }

    /** Whether it begins with the nonce cookie and offers PASSWORD-ALGORITHMS. */
    static boolean hasFeatures(String nonce) {
        return nonce.startsWith(FEATURES);
    }

    /** Whether it was made here for this client's host and port and is not too old. */
    boolean isFresh(String nonce, PeerAddress client, long nowMs) {
        String features = hasFeatures(nonce) ? FEATURES : "";
        String value = nonce.substring(features.length());
        if (value.length() != CHARS) {
            return false;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(value));
            int seconds = bytes.getInt();
            byte[] received = new byte[MAC_BYTES];
            bytes.get(received);
            long ageMs = nowMs - seconds * MS_PER_SECOND;
            return MessageDigest.isEqual(received, macOf(features, client, seconds))
                    && ageMs >= 0
                    && ageMs < LIFETIME_MS;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
