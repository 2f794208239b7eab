package dev.rallypoint.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The classes of a node as the JVM shares them between processes (JEP 350): a start with them costs
 * a second of CPU less. Made once for a jar, by a node that starts and stops.
 */
final class ClassArchive {
    private ClassArchive() {}

    /** JVM options; a JVM that cannot use the file starts without it. Locks are the process's. */
    static synchronized List<String> options(Path jar) {
        return List.of("-XX:SharedArchiveFile=" + made(jar), "-Xlog:cds=off");
    }

    private static Path made(Path jar) {
        Path archive = jar.resolveSibling("classes.jsa");
        Path lock = jar.resolveSibling("classes.jsa.lock");
        try (FileChannel channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            boolean isFresh =
                    held.isValid()
                            && Files.exists(archive)
                            && Files.getLastModifiedTime(archive)
                                            .compareTo(Files.getLastModifiedTime(jar))
                                    > 0;
            if (!isFresh) {
                make(jar, archive);
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path jar, Path archive) throws IOException {
        Path data = jar.resolveSibling("classes.jsa.data");
        Path made = archive.resolveSibling("classes.jsa.new");
        Files.deleteIfExists(made);
        List<String> command = new ArrayList<>(List.of(NodeProcess.java()));
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + made, "-Xlog:cds=off"));
        command.addAll(List.of("-jar", jar.toString(), "serve"));
        try (NodeProcess node =
                NodeProcess.start(command, NodeProcess.Place.HERE, data, Map.of(), List.of())) {
            node.stop();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
    }
}
