package dev.rallypoint.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The child's end of {@link ChildProcess}. */
public final class Orders {
    static final String ERROR = "error";

    /** What is to be done, and with what. */
    public record Order(String verb, JsonNode details) {
        /**
         * @throws IllegalArgumentException if the details have another shape
         */
        public <T> T as(Class<T> type) {
            return JsonLine.read(details, type);
        }
    }

    private final BlockingQueue<Order> waiting = new LinkedBlockingQueue<>();
    private final PrintStream out;

    /**
     * Begins to read.
     *
     * @param onEnd when the parent has closed the input, or is dead; on a thread of its own
     */
    public Orders(InputStream in, PrintStream out, Runnable onEnd) {
        this.out = out;
        Thread reader = new Thread(() -> readAll(in, onEnd), "orders");
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll(InputStream in, Runnable onEnd) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode order = JsonLine.read(line);
                waiting.add(new Order(order.path("verb").asText(), order.path("details")));
            }
        } catch (IOException | IllegalArgumentException e) {
            fail(e.toString());
        }
        onEnd.run();
    }

    /** The next order; empty if none comes in time. */
    public Optional<Order> next(Duration limit) throws InterruptedException {
        return Optional.ofNullable(waiting.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    public void answer(Object value) {
        say(JsonLine.write(value));
    }

    /** The order cannot be carried out. */
    public void fail(String why) {
        say(JsonLine.write(Map.of(ERROR, why)));
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
