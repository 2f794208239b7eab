package dev.rallypoint.runtime;

import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.Entropy;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/**
 * The node's secrets, 32 bytes each: from the configuration, or from files that are made at first
 * start with mode 0600.
 */
public record NodeKeys(byte[] netcode102, byte[] netcode101, byte[] accessToken) {
    private static final int KEY_BYTES = 32;
    private static final String DAMAGED_FILE =
            ". Restore the file, or delete it: a new key is made, and tokens of the old one end";

    public NodeKeys {
        if (Arrays.equals(netcode102, netcode101)) {
            throw new ConfigException("keys.netcode101 must be another key than keys.netcode102");
        }
    }

    /**
     * @throws ConfigException if a key is not base64 of 32 bytes, or its file cannot be used
     */
    public static NodeKeys load(Config.Keys config, Path dataDirectory, Entropy entropy) {
        Path directory = directory(config, dataDirectory);
        return new NodeKeys(
                load("netcode102", config.netcode102(), directory, entropy),
                load("netcode101", config.netcode101(), directory, entropy),
                load("accessToken", config.accessToken(), directory, entropy));
    }

    /** Where the key files are. */
    static Path directory(Config.Keys config, Path dataDirectory) {
        return config.directory().isEmpty()
                ? dataDirectory.resolve("keys")
                : Path.of(config.directory());
    }

    private static byte[] load(String name, String configured, Path directory, Entropy entropy) {
        if (!configured.isEmpty()) {
            return decode("keys." + name, configured);
        }
        Path file = directory.resolve(name + ".key");
        try {
            PrivateFiles.createDirectories(directory);
            if (!Files.exists(file)) {
                create(file, entropy);
            }
            return decodeFile(file);
        } catch (IOException e) {
            throw new ConfigException("cannot read or make the key file " + file + ": " + e, e);
        }
    }

    /**
     * Writes a new key as base64. Two nodes may start at once: the file appears whole or not at
     * all, and the first one wins.
     */
    static void create(Path file, Entropy entropy) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        entropy.fill(key);
        Path draft = PrivateFiles.createTemporary(file.getParent());
        try {
            Files.writeString(draft, Base64.getEncoder().encodeToString(key) + "\n");
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException made) {
            return;
        } finally {
            Files.delete(draft);
        }
    }

    private static byte[] decodeFile(Path file) throws IOException {
        try {
            return decode(file.toString(), Files.readString(file));
        } catch (ConfigException damaged) {
            throw new ConfigException(damaged.getMessage() + DAMAGED_FILE, damaged);
        }
    }

    private static byte[] decode(String source, String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64.strip());
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            throw new ConfigException(source + " is not base64", notBase64);
        }
        throw new ConfigException(source + " must be base64 of exactly 32 bytes");
    }

    /** Never shows a key. */
    @Override
    public String toString() {
        return "NodeKeys[not shown]";
    }
}
