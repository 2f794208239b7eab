package dev.rallypoint.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A child that takes orders: {@link Orders} is the other end. Belongs to one thread. */
public final class ChildProcess implements AutoCloseable {
    private static final int KEPT_LINES = 20;
    private static final int STOP_SECONDS = 5;
    private static final long LOOK_MS = 200;

    private final String name;
    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedDeque<String> lastLines = new ConcurrentLinkedDeque<>();

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        input =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        read(process.getInputStream(), this::onOutput);
        read(process.getErrorStream(), this::remember);
    }

    /**
     * @param name for people
     */
    public static ChildProcess start(String name, List<String> command) throws IOException {
        return new ChildProcess(name, new ProcessBuilder(command).start());
    }

    /**
     * Gives an order and waits for its answer.
     *
     * @throws BenchFailedException if the child refuses it, ends, or takes longer
     */
    public <T> T ask(String verb, Object details, Class<T> answer, Duration limit)
            throws InterruptedException {
        tell(JsonLine.write(Map.of("verb", verb, "details", JsonLine.tree(details))));
        JsonNode line = JsonLine.read(await(verb, limit));
        if (line.has(Orders.ERROR)) {
            throw new BenchFailedException(
                    "the " + name + " process: " + line.get(Orders.ERROR).asText() + tail());
        }
        return JsonLine.read(line, answer);
    }

    private void tell(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException gone) {
            throw new BenchFailedException("the " + name + " process is gone" + tail(), gone);
        }
    }

    private String await(String verb, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            String line = answers.poll(LOOK_MS, TimeUnit.MILLISECONDS);
            if (line != null) {
                return line;
            }
            if (!process.isAlive() && answers.isEmpty()) {
                throw new BenchFailedException("the " + name + " process ended" + tail());
            }
        }
        throw new BenchFailedException(
                "the "
                        + name
                        + " process took over "
                        + limit.toSeconds()
                        + " s to "
                        + verb
                        + tail());
    }

    private String tail() {
        return lastLines.isEmpty() ? "" : "; its last words:\n" + String.join("\n", lastLines);
    }

    /** Answers are objects; anything else that comes out is a library's. */
    private void onOutput(String line) {
        if (line.startsWith("{")) {
            answers.add(line);
        } else {
            remember(line);
        }
    }

    private void remember(String line) {
        lastLines.addLast(line);
        while (lastLines.size() > KEPT_LINES) {
            lastLines.pollFirst();
        }
    }

    private void read(InputStream stream, Consumer<String> onLine) {
        Thread reader = new Thread(() -> readAll(stream, onLine), name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll(InputStream stream, Consumer<String> onLine) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                onLine.accept(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends the child: by the end of its input, or by force. */
    @Override
    public void close() {
        try {
            input.close();
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException gone) {
            remember(gone.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
