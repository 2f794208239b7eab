package dev.rallypoint.bench;

import dev.rallypoint.bench.process.Cores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program of others as a child of this one, which ends it also on Ctrl-C. */
final class RivalProcess implements AutoCloseable {
    private static final int KEPT_LINES = 20;
    private static final long STOP_SECONDS = 5;

    /** A program that says nothing for so long looks at whether it is alive. */
    private static final long LOOK_MILLIS = 200;

    private final Process process;
    private final Thread cleanUp;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedDeque<String> lastLines = new ConcurrentLinkedDeque<>();

    private RivalProcess(Process process) {
        this.process = process;
        this.cleanUp = new Thread(process::destroyForcibly, "rival-clean-up");
    }

    /**
     * @param directory the program's work directory
     */
    static RivalProcess start(OptionalInt core, Path directory, List<String> command)
            throws IOException {
        Process process =
                new ProcessBuilder(Cores.pinned(core, command))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        RivalProcess rival = new RivalProcess(process);
        Runtime.getRuntime().addShutdownHook(rival.cleanUp);
        Thread reader = new Thread(rival::readAll, "rival-output");
        reader.setDaemon(true);
        reader.start();
        return rival;
    }

    /**
     * The next line that fits; those before it are passed over.
     *
     * @throws IOException with the program's last words if it ends or takes too long
     */
    String awaitLine(Predicate<String> wanted, Duration limit)
            throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < endNanos) {
            boolean alive = process.isAlive();
            String line = lines.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (line != null && wanted.test(line)) {
                return line;
            }
            if (line == null && !alive) {
                throw new IOException("it ended with status " + process.exitValue() + tail());
            }
        }
        throw new IOException("it did not answer within " + limit.toSeconds() + " s" + tail());
    }

    private String tail() {
        return lastLines.isEmpty() ? "" : "; its last words:\n" + String.join("\n", lastLines);
    }

    long cpuNanos() throws IOException {
        return ProcessCpu.nanos(process.pid());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(cleanUp);
    }

    private void readAll() {
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                remember(line);
                lines.add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void remember(String line) {
        lastLines.addLast(line);
        while (lastLines.size() > KEPT_LINES) {
            lastLines.pollFirst();
        }
    }
}
