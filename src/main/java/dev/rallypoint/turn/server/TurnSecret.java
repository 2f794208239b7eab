package dev.rallypoint.turn.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all nodes make passwords from: Base64 text, so that it fits other TURN servers' settings
 * (coturn's {@code static-auth-secret}) too.
 */
public final class TurnSecret {
    private static final String LABEL = "rallypoint TURN credentials";
    private final String text;

    private TurnSecret(String text) {
        this.text = text;
    }

    /** The one that follows from a key of another purpose, which it does not give away. */
    public static TurnSecret derivedFrom(byte[] key) {
        byte[] derived = hmac("HmacSHA256", key, LABEL);
        return new TurnSecret(Base64.getEncoder().encodeToString(derived));
    }

    /** The password of a user name (draft-uberti-behave-turn-rest-00 §2.2): HMAC-SHA1, Base64. */
    String passwordOf(String username) {
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(hmac("HmacSHA1", key, username));
    }

    private static byte[] hmac(String algorithm, byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /** Secret. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return "TurnSecret[redacted]";
    }
}
