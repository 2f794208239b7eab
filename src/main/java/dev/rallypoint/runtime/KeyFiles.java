package dev.rallypoint.runtime;

import dev.rallypoint.contract.KeysConfig;
import dev.rallypoint.protocol.Entropy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.UnaryOperator;

/** The directory of the key files, one a purpose, mode 0600. Blocks. */
public final class KeyFiles {
    /** All purposes: the settings of {@code keys} that are keys, and the names of the files. */
    public static final List<String> NAMES = List.of("netcode102", "netcode101", "accessToken");

    private static final int MS_PER_SECOND = 1_000;
    private static final String DAMAGED_FILE =
            ". Restore the file, or delete it: a new key is made, and tokens of the old one end";

    private final Path directory;

    /** The directory of this configuration; nothing is made yet. */
    public KeyFiles(KeysConfig config, Path dataDirectory) {
        this.directory =
                config.directory().isEmpty()
                        ? dataDirectory.resolve("keys")
                        : Path.of(config.directory());
    }

    /** The configured text of a purpose; empty = it has a file. */
    public static String configured(KeysConfig config, String name) {
        return switch (name) {
            case "netcode102" -> config.netcode102();
            case "netcode101" -> config.netcode101();
            case "accessToken" -> config.accessToken();
            default -> throw new IllegalArgumentException("no keys of the name " + name);
        };
    }

    Path directory() {
        return directory;
    }

    public Path file(String name) {
        return directory.resolve(name + ".key");
    }

    public boolean exists(String name) {
        return Files.exists(file(name));
    }

    /**
     * The keys of a purpose, made if there are none.
     *
     * @throws ConfigException if the file cannot be made or used
     */
    public KeyRing readOrMake(String name, Entropy entropy) {
        try {
            PrivateFiles.createDirectories(directory);
            if (!exists(name)) {
                long nowSeconds = System.currentTimeMillis() / MS_PER_SECOND;
                create(file(name), KeyRing.line(newSecret(entropy), nowSeconds * MS_PER_SECOND));
            }
        } catch (IOException e) {
            throw unusable(name, e);
        }
        return read(name);
    }

    /**
     * @throws ConfigException if there is no such file or it is damaged
     */
    public KeyRing read(String name) {
        Path file = file(name);
        try {
            return KeyRing.parse("keys." + name, file.toString(), Files.readString(file));
        } catch (ConfigException damaged) {
            throw new ConfigException(damaged.getMessage() + DAMAGED_FILE, damaged);
        } catch (IOException e) {
            throw unusable(name, e);
        }
    }

    private ConfigException unusable(String name, IOException cause) {
        return new ConfigException(
                "cannot read or make the key file " + file(name) + ": " + cause, cause);
    }

    /**
     * Two nodes may start at once: the file appears whole or not at all, and the first one wins.
     */
    static void create(Path file, String text) throws IOException {
        Path draft = PrivateFiles.createTemporary(file.getParent());
        try {
            Files.writeString(draft, text);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException made) {
            return;
        } finally {
            Files.delete(draft);
        }
    }

    static byte[] newSecret(Entropy entropy) {
        byte[] secret = new byte[KeyRing.KEY_BYTES];
        entropy.fill(secret);
        return secret;
    }

    /**
     * Puts changed keys in the place of those that are there, at once: who reads the file has the
     * ones or the others. Of two who change them, one waits for the other.
     *
     * @return the new keys
     * @throws ConfigException if the file cannot be used
     */
    public KeyRing change(String name, UnaryOperator<KeyRing> change) {
        Path lockFile = directory.resolve(".changing");
        try {
            PrivateFiles.createFile(lockFile);
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                KeyRing changed = change.apply(read(name));
                if (lock.isValid()) {
                    replace(file(name), changed.toSecretText());
                }
                return changed;
            }
        } catch (IOException e) {
            throw unusable(name, e);
        }
    }

    private void replace(Path file, String text) throws IOException {
        Path draft = PrivateFiles.createTemporary(directory);
        try {
            Files.writeString(draft, text);
            // Else a node could not read what root has changed.
            Files.setOwner(draft, Files.getOwner(file));
            try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
