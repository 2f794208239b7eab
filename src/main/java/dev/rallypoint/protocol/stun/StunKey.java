package dev.rallypoint.protocol.stun;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The key of a message's integrity (RFC 8489 §9.1.1, §9.2.2). Texts come in prepared (OpaqueString,
 * or SASLprep for RFC 5389 peers): nothing is normalized here.
 */
public final class StunKey {
    private final byte[] bytes;

    private StunKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The password itself. */
    public static StunKey shortTerm(String password) {
        return new StunKey(password.getBytes(StandardCharsets.UTF_8));
    }

    /** MD5(username ":" realm ":" password): what every client of RFC 5389 knows. */
    public static StunKey longTermMd5(String username, String realm, String password) {
        return longTerm("MD5", username, realm, password);
    }

    /** SHA-256 of the same, where PASSWORD-ALGORITHM says so (RFC 8489 §18.5.1). */
    public static StunKey longTermSha256(String username, String realm, String password) {
        return longTerm("SHA-256", username, realm, password);
    }

    private static StunKey longTerm(
            String algorithm, String username, String realm, String password) {
        byte[] joined = (username + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8);
        try {
            return new StunKey(MessageDigest.getInstance(algorithm).digest(joined));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "StunKey[redacted]";
    }
}
