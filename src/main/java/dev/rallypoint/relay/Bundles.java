package dev.rallypoint.relay;

import dev.rallypoint.protocol.relay.Bundle;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.IntFunction;

/**
 * Holds payloads of framed matches back, for the rest of a batch or a few milliseconds, so that
 * those for one member leave together: in one {@link Bundle}, sealed once. One that stayed alone
 * leaves as it is. The order for each member is the order of delivery.
 *
 * <p>A buffer belongs to a member only while something waits for him; there is a bounded number of
 * them, made when they are first needed and used again.
 */
final class Bundles implements Delivery {
    /** Members that can wait at a time; then the first of them gets his early. 5 MB. */
    static final int MAX_WAITING = 4_096;

    /** The largest payload that any version of netcode takes. */
    private static final int BUFFER_BYTES = 1_200;

    /** A payload that would fill a bundle alone is sent without one. */
    private static final int OVERHEAD_BYTES = Bundle.HEADER_BYTES + Bundle.LENGTH_BYTES;

    /** The way out. */
    interface Sender {
        /**
         * @param messages that the payload holds
         */
        void send(Member to, ByteBuffer payload, int messages, long nowMs);
    }

    /** What waits for one member. */
    static final class Waiting {
        private final ByteBuffer bytes;

        /** Null while nobody waits: a spare one must not hold on to a match that is over. */
        private Member to;

        private int messages;
        private long dueMs;

        private Waiting(ByteBuffer bytes) {
            this.bytes = bytes;
            clear();
        }

        private void clear() {
            messages = 0;
            bytes.clear();
            Bundle.begin(bytes);
        }
    }

    private final long windowMs;
    private final IntFunction<ByteBuffer> buffers;
    private final Sender sender;

    /** In the order in which they are due. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private final ArrayDeque<Waiting> spare = new ArrayDeque<>();

    /**
     * @param windowMs how long a payload may be held back; 0 = until the next {@link #flush}
     * @param buffers makes one of so many bytes
     */
    Bundles(int windowMs, IntFunction<ByteBuffer> buffers, Sender sender) {
        this.windowMs = windowMs;
        this.buffers = buffers;
        this.sender = sender;
    }

    @Override
    public void deliver(Member to, ByteBuffer payload, long nowMs) {
        int maxBytes = to.session().maxSendBytes();
        if (payload.remaining() + OVERHEAD_BYTES > maxBytes) {
            hurry(to, nowMs);
            sender.send(to, payload, 1, nowMs);
            return;
        }
        Waiting mine = to.waiting;
        if (mine == null) {
            mine = open(to, nowMs);
        } else if (mine.bytes.position() + Bundle.LENGTH_BYTES + payload.remaining() > maxBytes) {
            send(mine, nowMs);
        }
        Bundle.append(mine.bytes, payload);
        mine.messages++;
    }

    private Waiting open(Member to, long nowMs) {
        if (waiting.size() >= MAX_WAITING) {
            close(waiting.removeFirst(), nowMs);
        }
        Waiting opened = spare.pollLast();
        if (opened == null) {
            opened = new Waiting(buffers.apply(BUFFER_BYTES));
        }
        opened.to = to;
        opened.dueMs = nowMs + windowMs;
        to.waiting = opened;
        waiting.addLast(opened);
        return opened;
    }

    @Override
    public void hurry(Member to, long nowMs) {
        if (to.waiting != null) {
            send(to.waiting, nowMs);
        }
    }

    /** Sends what is due. */
    void flush(long nowMs) {
        while (nextDueMs() <= nowMs) {
            close(waiting.removeFirst(), nowMs);
        }
    }

    /** Sends everything. */
    void flushAll(long nowMs) {
        while (!waiting.isEmpty()) {
            close(waiting.removeFirst(), nowMs);
        }
    }

    /** When {@link #flush} has something to do, Unix ms; {@link Long#MAX_VALUE} = nothing waits. */
    long nextDueMs() {
        return waiting.isEmpty() ? Long.MAX_VALUE : waiting.peekFirst().dueMs;
    }

    private void close(Waiting done, long nowMs) {
        done.to.waiting = null;
        send(done, nowMs);
        done.to = null;
        spare.addLast(done);
    }

    /** His turn stays: what comes for him until then waits no longer than it may. */
    private void send(Waiting full, long nowMs) {
        if (full.messages == 0) {
            return;
        }
        full.bytes.flip();
        if (full.messages == 1) {
            full.bytes.position(OVERHEAD_BYTES);
        }
        sender.send(full.to, full.bytes, full.messages, nowMs);
        full.clear();
    }
}
