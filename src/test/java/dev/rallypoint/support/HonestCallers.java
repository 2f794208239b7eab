package dev.rallypoint.support;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Players who call the API at a steady rate, each on a connection that it keeps for ten calls: what
 * they wait for an answer, the connection's beginning included, while something else goes on.
 */
public final class HonestCallers implements AutoCloseable {
    private static final int CALLERS = 8;
    private static final int PERIOD_MS = 40;
    private static final int CALLS_A_CONNECTION = 10;
    private static final int LIMIT_MS = 10_000;

    /** Opens a connection to the node. */
    @FunctionalInterface
    public interface Dial {
        Socket connect() throws IOException;
    }

    private final Dial dial;
    private final String path;
    private final List<Caller> callers = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(CALLERS);
    private volatile Histogram micros = new ConcurrentHistogram(3);

    /** Begins at once. */
    public HonestCallers(Dial dial, String path) {
        this.dial = dial;
        this.path = path;
        for (int i = 0; i < CALLERS; i++) {
            Caller caller = new Caller();
            callers.add(caller);
            long offset = (long) i * PERIOD_MS / CALLERS;
            clock.scheduleAtFixedRate(caller::call, offset, PERIOD_MS, TimeUnit.MILLISECONDS);
        }
    }

    private final class Caller {
        private RawHttp connection;
        private int calls;

        void call() {
            long beganNanos = System.nanoTime();
            try {
                if (calls++ % CALLS_A_CONNECTION == 0) {
                    hangUp();
                    Socket socket = dial.connect();
                    socket.setSoTimeout(LIMIT_MS);
                    connection = RawHttp.over(socket);
                }
                String answer = connection.get(path, "").readAnswer();
                if (!answer.startsWith("HTTP/1.1 200 ")) {
                    failures.add(answer);
                }
            } catch (IOException e) {
                failures.add(e.toString());
                calls = 0;
            }
            micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beganNanos));
        }

        void hangUp() throws IOException {
            if (connection != null) {
                connection.close();
            }
        }
    }

    /** The 99th percentile since this was asked last, which begins anew. */
    public double takeP99Ms() {
        Histogram past = micros;
        micros = new ConcurrentHistogram(3);
        return past.getValueAtPercentile(99) / 1e3;
    }

    public long calls() {
        return micros.getTotalCount();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        try {
            clock.awaitTermination(LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Caller caller : callers) {
            caller.hangUp();
        }
    }
}
