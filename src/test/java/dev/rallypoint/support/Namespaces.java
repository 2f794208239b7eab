package dev.rallypoint.support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The network namespaces and interfaces whose names begin with one prefix: made, commanded and
 * taken away, also those that a killed run left. One holder of a prefix at a time on a machine; the
 * next one waits. Needs root and {@code ip}: without them the test is skipped aloud, and fails
 * where the environment says {@code CI=true}.
 */
final class Namespaces implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String prefix;
    private final Path folder;
    private final ForeignTool ip;
    private final FileChannel lockFile;
    private final FileLock lock;

    private Namespaces(String prefix, Path folder, ForeignTool ip, FileChannel lockFile)
            throws IOException {
        this.prefix = prefix;
        this.folder = folder;
        this.ip = ip;
        this.lockFile = lockFile;
        this.lock = lockFile.lock();
    }

    /**
     * @param prefix of at most 8 characters
     * @param folder for batches of commands
     */
    static Namespaces hold(String prefix, Path folder) throws IOException, InterruptedException {
        requireRoot();
        ForeignTool ip = ForeignTool.require("ip", "iproute2");
        FileChannel lockFile =
                FileChannel.open(
                        Path.of(System.getProperty("java.io.tmpdir"), prefix + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        Namespaces held = new Namespaces(prefix, folder, ip, lockFile);
        held.removeAll();
        return held;
    }

    private static void requireRoot() throws IOException {
        boolean root =
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (!root) {
            String advice = "a network of its own needs root";
            if ("true".equals(System.getenv("CI"))) {
                fail(advice);
            }
            abort("SKIPPED: " + advice);
        }
    }

    /** What a namespace or interface of the holder is called. */
    String name(String own) {
        return prefix + own;
    }

    void add(String... own) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String name : own) {
            lines.add("netns add " + name(name));
        }
        batch(List.of(), lines);
    }

    /** What a command begins with that is to run in the namespace. */
    List<String> in(String own) {
        return List.of("ip", "netns", "exec", name(own));
    }

    /** Commands of {@code ip}, in one process. */
    void ip(List<String> lines) throws IOException, InterruptedException {
        batch(List.of(), lines);
    }

    /** Commands of {@code ip} in a namespace, in one process. */
    void ipIn(String own, List<String> lines) throws IOException, InterruptedException {
        batch(List.of("-n", name(own)), lines);
    }

    private void batch(List<String> options, List<String> lines)
            throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("ip.batch"), lines);
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-batch", file.toString()));
        run(ip, arguments.toArray(String[]::new));
    }

    /** A program in a namespace, to its end. */
    String run(String own, String... command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("netns", "exec", name(own)));
        arguments.addAll(List.of(command));
        return run(ip, arguments.toArray(String[]::new));
    }

    static String run(ForeignTool tool, String... arguments)
            throws IOException, InterruptedException {
        ForeignTool.Run run = tool.run(LIMIT, arguments);
        if (run.exitCode() != 0) {
            throw new IOException(String.join(" ", arguments) + ": " + run.output());
        }
        return run.output();
    }

    private void removeAll() throws IOException, InterruptedException {
        for (String name : owned(run(ip, "netns", "list"), 0)) {
            for (String pid : run(ip, "netns", "pids", name).lines().toList()) {
                end(Long.parseLong(pid.strip()));
            }
            run(ip, "netns", "delete", name);
        }
        // Its peer goes with it, and the namespace above took others along: failure is no news.
        for (String device : owned(run(ip, "-o", "link", "show"), 1)) {
            ip.run(LIMIT, "link", "delete", device.replaceAll("[@:].*", ""));
        }
    }

    private List<String> owned(String lines, int place) {
        return lines.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > place)
                .map(words -> words[place])
                .filter(word -> word.startsWith(prefix))
                .toList();
    }

    private static void end(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(
                        process -> {
                            process.destroyForcibly();
                            process.onExit().join();
                        });
    }

    @Override
    public void close() throws IOException {
        try {
            removeAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the next holder has to clean up after this one", e);
        } finally {
            lock.release();
            lockFile.close();
        }
    }
}
