package dev.rallypoint.lobby;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Work for the store, one piece at a time in the order it came up, so that a match's end never
 * overtakes its start. A newer piece of the same key replaces one that still waits: a busy lobby is
 * written as often as the store keeps up, not as often as it changes. Belongs to one thread.
 *
 * @param <T> the work
 */
final class WriteBehind<T> {
    /**
     * @param key what newer work replaces it
     */
    record Piece<T>(String key, T work) {}

    private final int capacity;
    private final Deque<String> order = new ArrayDeque<>();
    private final Map<String, T> waiting = new HashMap<>();
    private boolean inFlight;
    private long forgotten;

    /**
     * @param capacity pieces that wait at most; above, the oldest is forgotten. A node without any
     *     store would otherwise collect them for ever
     */
    WriteBehind(int capacity) {
        this.capacity = capacity;
    }

    void add(String key, T work) {
        if (waiting.put(key, work) != null) {
            return;
        }
        order.addLast(key);
        if (order.size() > capacity) {
            waiting.remove(order.removeFirst());
            forgotten++;
        }
    }

    /** The next piece, which is in flight until {@link #done} or {@link #retry}. */
    Optional<Piece<T>> next() {
        if (inFlight || order.isEmpty()) {
            return Optional.empty();
        }
        inFlight = true;
        String key = order.removeFirst();
        return Optional.of(new Piece<>(key, waiting.remove(key)));
    }

    void done() {
        inFlight = false;
    }

    /** Puts the piece in flight back to the front, unless newer work has its key. */
    void retry(Piece<T> piece) {
        inFlight = false;
        if (waiting.putIfAbsent(piece.key(), piece.work()) == null) {
            order.addFirst(piece.key());
        }
    }

    boolean isIdle() {
        return !inFlight && order.isEmpty();
    }

    int size() {
        return order.size() + (inFlight ? 1 : 0);
    }

    /** Pieces given up because too many waited. */
    long forgotten() {
        return forgotten;
    }
}
