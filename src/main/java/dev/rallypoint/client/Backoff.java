package dev.rallypoint.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries: each twice as long as the one before, up to a longest, and scattered by a
 * quarter, so that players who lost the same server do not all come back at the same moment. Safe
 * for any thread.
 */
final class Backoff {
    private static final double SCATTER = 0.25;

    private final Duration longest;
    private Duration first;
    private Duration next;

    Backoff(Duration first, Duration longest) {
        this.longest = longest;
        this.first = first;
        this.next = first;
    }

    /** The pause before the next try. */
    synchronized Duration next() {
        double factor = 1 + ThreadLocalRandom.current().nextDouble(-SCATTER, SCATTER);
        Duration pause = Duration.ofNanos((long) (next.toNanos() * factor));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return pause;
    }

    /** A try succeeded: the next pause is a short one again. */
    synchronized void reset() {
        next = first;
    }

    /** As {@link #reset}, with another first pause from now on. */
    synchronized void startWith(Duration newFirst) {
        first = newFirst;
        next = newFirst;
    }
}
