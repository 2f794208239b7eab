package dev.rallypoint.lobby;

import dev.rallypoint.protocol.Entropy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) with OWASP's parameters: 19 MiB, 2 passes, 1 lane. Each call fills that
 * memory and takes tens of milliseconds: never on an event loop, few at a time. Thread-safe.
 */
final class BouncyCastlePasswords {
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** The PHC string format; bounds keep a forged document from asking for gigabytes. */
    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final Entropy entropy;

    BouncyCastlePasswords(Entropy entropy) {
        this.entropy = entropy;
    }

    /** The PHC string to keep: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. */
    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        entropy.fill(salt);
        byte[] hash = argon2id(password, salt, new Cost(MEMORY_KIB, PASSES, LANES), HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return String.format(
                "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
                MEMORY_KIB,
                PASSES,
                LANES,
                base64.encodeToString(salt),
                base64.encodeToString(hash));
    }

    /** Whether the password made this PHC string; false for a string that is none of ours. */
    boolean verify(String password, String phc) {
        return parse(phc)
                .filter(
                        stored ->
                                MessageDigest.isEqual(
                                        stored.hash,
                                        argon2id(
                                                password,
                                                stored.salt,
                                                stored.cost,
                                                stored.hash.length)))
                .isPresent();
    }

    private record Cost(int memoryKib, int passes, int lanes) {}

    private record Stored(Cost cost, byte[] salt, byte[] hash) {}

    private static Optional<Stored> parse(String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Cost cost =
                new Cost(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)));
        if (cost.passes < 1 || cost.lanes < 1 || cost.memoryKib < 8 * cost.lanes) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Stored(
                            cost,
                            Base64.getDecoder().decode(parts.group(4)),
                            Base64.getDecoder().decode(parts.group(5))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static byte[] argon2id(String password, byte[] salt, Cost cost, int hashBytes) {
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(cost.memoryKib)
                        .withIterations(cost.passes)
                        .withParallelism(cost.lanes)
                        .withSalt(salt)
                        .build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] hash = new byte[hashBytes];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
