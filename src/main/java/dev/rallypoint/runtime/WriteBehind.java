package dev.rallypoint.runtime;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be written behind, by key, oldest first, a few at a time. A key says what, not which
 * state of it: however often it is added while it waits, it is written once, and once more if it is
 * added while it is being written. Belongs to one thread.
 */
final class WriteBehind {
    private final int parallel;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> inFlight = new HashSet<>();
    private final Set<String> addedMeanwhile = new HashSet<>();

    /**
     * @param parallel keys in flight at most
     */
    WriteBehind(int parallel) {
        this.parallel = parallel;
    }

    void add(String key) {
        (inFlight.contains(key) ? addedMeanwhile : waiting).add(key);
    }

    /** The next key, which is in flight until {@link #done} or {@link #retry}. */
    Optional<String> next() {
        Iterator<String> oldest = waiting.iterator();
        if (inFlight.size() >= parallel || !oldest.hasNext()) {
            return Optional.empty();
        }
        String key = oldest.next();
        oldest.remove();
        inFlight.add(key);
        return Optional.of(key);
    }

    void done(String key) {
        inFlight.remove(key);
        if (addedMeanwhile.remove(key)) {
            waiting.add(key);
        }
    }

    /** Behind the others: a key whose turn fails again and again holds nobody up. */
    void retry(String key) {
        inFlight.remove(key);
        addedMeanwhile.remove(key);
        waiting.add(key);
    }

    boolean isIdle() {
        return inFlight.isEmpty() && waiting.isEmpty();
    }

    int size() {
        return waiting.size() + inFlight.size();
    }
}
