package dev.rallypoint.runtime;

import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.Entropy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * What operators prove themselves with: from the configuration, or from a file beside the keys that
 * is made at first start with mode 0600.
 */
public final class OperatorToken {
    static final String FILE = "operator-token";
    private static final int MIN_CHARACTERS = 16;

    private final byte[] token;

    private OperatorToken(byte[] token) {
        this.token = token;
    }

    /**
     * @throws ConfigException if the token is too short, or its file cannot be used
     */
    public static OperatorToken load(Config config, Path dataDirectory, Entropy entropy) {
        String configured = config.ops().token();
        if (!configured.isEmpty()) {
            return of("ops.token", configured);
        }
        Path file = new KeyFiles(config.keys(), dataDirectory).directory().resolve(FILE);
        try {
            PrivateFiles.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                KeyFiles.create(file, KeyRing.line(KeyFiles.newSecret(entropy), 0));
            }
            return of(file.toString(), Files.readString(file).strip());
        } catch (IOException e) {
            throw new ConfigException("cannot read or make the token file " + file + ": " + e, e);
        }
    }

    /**
     * @param source the key or file that is to blame if the token is no good
     */
    static OperatorToken of(String source, String token) {
        if (token.length() < MIN_CHARACTERS || !token.matches("[!-~]+")) {
            throw new ConfigException(
                    source
                            + " must be "
                            + MIN_CHARACTERS
                            + " or more visible ASCII characters without spaces");
        }
        return new OperatorToken(token.getBytes(StandardCharsets.US_ASCII));
    }

    /** Takes the same time wherever the first wrong character is. */
    public boolean isEqualTo(String candidate) {
        return MessageDigest.isEqual(token, candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "OperatorToken[not shown]";
    }
}
