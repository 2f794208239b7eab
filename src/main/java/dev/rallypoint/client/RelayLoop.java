package dev.rallypoint.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * One daemon thread that serves the UDP sockets and timers of any number of connections. A game
 * with one player needs one; so does a process with hundreds of simulated ones.
 */
public final class RelayLoop implements AutoCloseable {
    /** The largest datagram of the standard is 1348 bytes (a payload of 1300 from renet). */
    private static final int MAX_DATAGRAM_BYTES = 2_048;

    /** Sessions are asked for their deadline at least this often. */
    private static final long MAX_WAIT_MS = 100;

    private record Scheduled(long atNanos, Runnable task) {}

    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Scheduled> scheduled =
            new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));
    private final Set<RelaySession> sessions = new LinkedHashSet<>();
    private final long startedNanos = System.nanoTime();
    private final long startedUnixMs = System.currentTimeMillis();
    private long nextTimerMs;
    private volatile boolean closing;

    private RelayLoop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * @throws UncheckedIOException if the system grants no selector
     */
    public static RelayLoop start(String name) {
        try {
            RelayLoop loop = new RelayLoop(name);
            loop.thread.start();
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a task on the loop's thread, soon; any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        if (!isLoopThread()) {
            selector.wakeup();
        }
    }

    /** Runs a task on the loop's thread at a time of {@code System.nanoTime()}; any thread. */
    public void executeAt(long nanoTime, Runnable task) {
        if (isLoopThread()) {
            scheduled.add(new Scheduled(nanoTime, task));
        } else {
            execute(() -> scheduled.add(new Scheduled(nanoTime, task)));
        }
    }

    public boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /** Unix time in milliseconds that never jumps: read once at start, then counted. */
    public long nowMs() {
        return startedUnixMs + (System.nanoTime() - startedNanos) / 1_000_000;
    }

    /**
     * Closes all sockets and ends the thread; connections hear nothing more. What was asked for
     * before is still done: a connection that was just closed says goodbye.
     */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
    }

    /** For the loop's thread: serves the session from now on. */
    void add(RelaySession session, DatagramChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, session);
        sessions.add(session);
        nextTimerMs = 0;
    }

    /** For the loop's thread. */
    void remove(RelaySession session) {
        sessions.remove(session);
    }

    private void run() {
        try {
            while (!closing) {
                guarded(this::once);
            }
            tasks();
        } finally {
            shut();
        }
    }

    private void shut() {
        new ArrayList<>(sessions).forEach(RelaySession::abandon);
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The loop's edge: a listener's bug is reported loudly, and the others go on. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }

    private void once() {
        await();
        selector.selectedKeys().forEach(this::read);
        selector.selectedKeys().clear();
        tasks();
        while (!scheduled.isEmpty() && scheduled.peek().atNanos() - System.nanoTime() <= 0) {
            guarded(scheduled.remove().task());
        }
        timers();
    }

    /** Only what is queued now: a task that queues itself must not starve the sockets. */
    private void tasks() {
        for (int left = tasks.size(); left > 0; left--) {
            guarded(tasks.remove());
        }
    }

    private void await() {
        long waitMs = tasks.isEmpty() ? Math.max(0, nextTimerMs - nowMs()) : 0;
        if (!scheduled.isEmpty()) {
            long untilNanos = scheduled.peek().atNanos() - System.nanoTime();
            // Rounded up: waking before the time would only spin.
            long untilMs = TimeUnit.NANOSECONDS.toMillis(Math.max(0, untilNanos) + 999_999);
            waitMs = Math.min(waitMs, untilMs);
        }
        try {
            if (waitMs == 0) {
                selector.selectNow();
            } else {
                selector.select(Math.min(waitMs, MAX_WAIT_MS));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        RelaySession session = (RelaySession) key.attachment();
        guarded(() -> session.onReadable(datagram));
        nextTimerMs = Math.min(nextTimerMs, session.nextDeadlineMs());
    }

    private void timers() {
        long nowMs = nowMs();
        if (nowMs < nextTimerMs) {
            return;
        }
        for (RelaySession session : new ArrayList<>(sessions)) {
            guarded(() -> session.onTimer(nowMs));
        }
        nextTimerMs = nowMs + MAX_WAIT_MS;
        for (RelaySession session : sessions) {
            nextTimerMs = Math.min(nextTimerMs, session.nextDeadlineMs());
        }
        // A core whose deadline is now or past must not make the loop spin.
        nextTimerMs = Math.max(nextTimerMs, nowMs + 1);
    }
}
