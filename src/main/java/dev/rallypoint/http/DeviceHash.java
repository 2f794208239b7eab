package dev.rallypoint.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Device secrets are long and random, so a plain SHA-256 hides them. */
final class DeviceHash {
    private DeviceHash() {}

    /** Lower-case hex. */
    static String of(String deviceId) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(deviceId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
