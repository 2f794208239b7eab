package dev.rallypoint.bots;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A node as a child process: its ports, its errors, its end. */
final class NodeProcess {
    private static final int KEPT_LINES = 30;
    private static final long STOP_SECONDS = 20;

    private final int number;
    private final Process process;
    private final Path dataDirectory;
    private final Screen screen;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<String> lastLines = new ConcurrentLinkedDeque<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private NodeProcess(int number, Process process, Path dataDirectory, Screen screen) {
        this.number = number;
        this.process = process;
        this.dataDirectory = dataDirectory;
        this.screen = screen;
    }

    /**
     * @param environment added to that of this process; keys go this way, because arguments can be
     *     read by everybody on the machine
     */
    static NodeProcess start(
            int number,
            List<String> command,
            Map<String, String> environment,
            Path dataDirectory,
            Screen screen)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(nullDevice()));
        NodeProcess node = new NodeProcess(number, builder.start(), dataDirectory, screen);
        node.read(node.process.getInputStream(), node::onOutput);
        node.read(node.process.getErrorStream(), node::onError);
        node.process
                .onExit()
                .thenRun(() -> node.ready.completeExceptionally(new IllegalStateException()));
        return node;
    }

    private static java.io.File nullDevice() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return new java.io.File(windows ? "NUL" : "/dev/null");
    }

    /**
     * Waits for the line {@code ready}.
     *
     * @throws BotRun.FailedException with the node's last words if it ends or takes too long
     */
    void awaitReady(Duration limit) throws InterruptedException {
        try {
            ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new BotRun.FailedException(
                    "node " + number + " was not ready within " + limit.toSeconds() + " s" + tail(),
                    e);
        } catch (ExecutionException e) {
            throw new BotRun.FailedException(
                    "node " + number + " ended before it was ready" + tail(), e);
        }
    }

    private String tail() {
        return lastLines.isEmpty() ? "" : "; its last words:\n" + String.join("\n", lastLines);
    }

    int number() {
        return number;
    }

    Path dataDirectory() {
        return dataDirectory;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The port of that name, as the node said; empty if it said none. */
    Optional<Integer> port(String name) {
        return Optional.ofNullable(ports.get(name));
    }

    /** Zero when the process is gone, or where the system does not tell. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** As a power cut would. */
    void kill() {
        process.destroyForcibly();
    }

    /**
     * Stops the node as its service manager would, and waits.
     *
     * @return whether it ended by itself with status 0, or was killed before
     */
    boolean stop() throws InterruptedException {
        if (!process.isAlive()) {
            return true;
        }
        // Process.destroy would close the streams while the node still says its last words.
        process.toHandle().destroy();
        if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            return process.exitValue() == 0;
        }
        process.destroyForcibly();
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        return false;
    }

    private void read(InputStream stream, Consumer<String> onLine) {
        Thread reader = new Thread(() -> readAll(stream, onLine), "node-" + number + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll(InputStream stream, Consumer<String> onLine) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                remember(line);
                onLine.accept(line);
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

    private void onOutput(String line) {
        NodeLine.parse(line).ifPresent(found -> ports.put(found.name(), found.port()));
        if (NodeLine.isReady(line)) {
            ready.complete(null);
        } else if (line.contains(" ERROR ")) {
            screen.line("node " + number + " | " + line);
        }
    }

    /** The JVM's own warnings begin so; they are not the node's. */
    private void onError(String line) {
        if (!line.startsWith("WARNING:")) {
            screen.line("node " + number + " | " + line);
        }
    }
}
