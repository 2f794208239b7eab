package dev.rallypoint.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to run a cluster of processes. The tests run in several processes, and two clusters at
 * once keep two cores so busy that nodes and players are late for want of a core.
 */
final class ClusterTurn {
    private static final Path FILE = Path.of("target", "cluster-turn");
    private static int holders;
    private static FileChannel channel;

    private ClusterTurn() {}

    /** Waits until no other process has it; more than once in one process is one turn. */
    static synchronized void take() throws IOException {
        if (holders == 0) {
            Files.createDirectories(FILE.getParent());
            channel = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
        }
        holders++;
    }

    /** Must be called once for each {@link #take}. */
    static synchronized void giveBack() throws IOException {
        holders--;
        if (holders == 0) {
            channel.close();
        }
    }
}
