package dev.rallypoint.store;

import dev.rallypoint.runtime.ConfigException;
import java.nio.file.Path;

/** Why a database cannot be opened, by what an operator can do about it. */
enum OpeningFault {
    DAMAGED(
            "Stop all nodes, restore a backup of it, or move it and its -wal and -shm files away to"
                    + " start with an empty one."),
    UNWRITABLE(
            "Check that node.dataDirectory is a directory which this user may write, and that the"
                    + " disk has room."),
    LOCKED("Stop the other process that holds it, such as a backup tool or a shell."),
    FOREIGN("It belongs to another program: set store.file to another name."),
    NEWER("Start that version, or restore a backup from before."),
    OTHER("See docs/OPERATIONS.md, \"store unavailable\".");

    private final String nextStep;

    OpeningFault(String nextStep) {
        this.nextStep = nextStep;
    }

    /** Names file, reason and next step. */
    ConfigException of(Path file, String reason, Throwable cause) {
        String oneLine = reason.strip().replaceAll("\\s+", " ").replaceAll("\\.$", "");
        return new ConfigException(
                "store.file: the database "
                        + file.toAbsolutePath()
                        + " cannot be used: "
                        + oneLine
                        + ". "
                        + nextStep,
                cause);
    }
}
