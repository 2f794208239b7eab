package dev.rallypoint.runtime;

import dev.rallypoint.protocol.Entropy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Who this node is across restarts: an id for life and an epoch that grows with each start. Holds a
 * lock on the data directory while open, so that no two nodes share them.
 */
public final class NodeIdentity implements AutoCloseable {
    /** It is a word in addresses of the bus, in files and in texts between nodes. */
    private static final String NODE_ID = "[A-Za-z0-9._-]{1,64}";

    private final String nodeId;
    private final int restartEpoch;
    private final FileChannel lockFile;

    private NodeIdentity(String nodeId, int restartEpoch, FileChannel lockFile) {
        this.nodeId = nodeId;
        this.restartEpoch = restartEpoch;
        this.lockFile = lockFile;
    }

    /**
     * @throws ConfigException if the directory cannot be written or another node holds it
     */
    public static NodeIdentity open(Path dataDirectory, Entropy entropy) {
        try {
            PrivateFiles.createDirectories(dataDirectory);
            FileChannel lock = lock(dataDirectory);
            try {
                return openLocked(dataDirectory, entropy, lock);
            } catch (IOException | RuntimeException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException e) {
            throw new ConfigException(
                    "node.dataDirectory = "
                            + dataDirectory
                            + " cannot be used: "
                            + e
                            + ". Give this user the right to write there, or choose another"
                            + " directory with --set node.dataDirectory=...",
                    e);
        }
    }

    private static FileChannel lock(Path dataDirectory) throws IOException {
        FileChannel file =
                FileChannel.open(
                        dataDirectory.resolve("node.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock == null) {
            file.close();
            throw new ConfigException(
                    "node.dataDirectory = "
                            + dataDirectory
                            + " is used by another running node; give this one its own with --set"
                            + " node.dataDirectory=data2 --set keys.directory="
                            + dataDirectory.resolve("keys"));
        }
        return file;
    }

    private static NodeIdentity openLocked(Path directory, Entropy entropy, FileChannel lock)
            throws IOException {
        Path file = directory.resolve("node.properties");
        Properties properties = new Properties();
        if (Files.exists(file)) {
            load(properties, file);
        }
        String nodeId = properties.getProperty("nodeId", newNodeId(entropy));
        if (!nodeId.matches(NODE_ID)) {
            throw new ConfigException(
                    file + " is damaged: nodeId is not 1 to 64 letters, digits or . _ -");
        }
        int epoch = readEpoch(file, properties) + 1;
        properties.setProperty("nodeId", nodeId);
        properties.setProperty("restartEpoch", Integer.toString(epoch));
        Path draft = PrivateFiles.createTemporary(directory);
        try (var out = Files.newOutputStream(draft)) {
            properties.store(out, "Written by Rallypoint at every start; do not share or copy it.");
        }
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        return new NodeIdentity(nodeId, epoch, lock);
    }

    private static void load(Properties properties, Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static int readEpoch(Path file, Properties properties) {
        String epoch = properties.getProperty("restartEpoch", "0");
        if (!epoch.matches("[0-9]{1,9}")) {
            throw new ConfigException(file + " is damaged: restartEpoch is not a number");
        }
        return Integer.parseInt(epoch);
    }

    private static String newNodeId(Entropy entropy) {
        byte[] random = new byte[4];
        entropy.fill(random);
        return "node-" + HexFormat.of().formatHex(random);
    }

    /** {@code node-} and eight hex digits. */
    public String nodeId() {
        return nodeId;
    }

    /** 1 at the first start in this data directory. */
    public int restartEpoch() {
        return restartEpoch;
    }

    /** Lets go of the data directory. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
