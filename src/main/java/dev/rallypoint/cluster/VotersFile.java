package dev.rallypoint.cluster;

import dev.rallypoint.runtime.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * What a node knew of the voters in its last life: a node that restarts while it is cut off must
 * not take itself for a cluster of its own.
 */
public final class VotersFile {
    private static final String NAME = "voters";
    private final Path file;

    public VotersFile(Path dataDirectory) {
        file = dataDirectory.resolve(NAME);
    }

    /**
     * @throws ClusterConfigException if there is a file and it is unreadable
     */
    Ballot read() {
        try {
            return Files.exists(file)
                    ? known(Ballot.ofText(Files.readString(file)))
                    : Ballot.of(Voters.none());
        } catch (IOException | IllegalArgumentException damaged) {
            throw new ClusterConfigException(
                    file
                            + " cannot be read: "
                            + damaged.getMessage()
                            + ". Delete it if all nodes of the cluster are stopped",
                    damaged);
        }
    }

    private static Ballot known(Ballot ballot) {
        if (ballot.isUnknown()) {
            throw new IllegalArgumentException("it is empty");
        }
        return ballot;
    }

    /** On the disk when it returns: a power loss leaves the old text or the new one. */
    void write(Ballot ballot) {
        try {
            Path draft = PrivateFiles.createTemporary(file.getParent());
            Files.writeString(
                    draft,
                    ballot.toText() + "\n",
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
