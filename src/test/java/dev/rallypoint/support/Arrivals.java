package dev.rallypoint.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** When one player heard from each of the others. Times are of one clock that never jumps. */
final class Arrivals {
    private static final int FIRST_SIZE = 256;
    private static final long NANOS_PER_MS = 1_000_000;

    /** Of one sender, in their order. */
    private static final class Times {
        private long[] nanos = new long[FIRST_SIZE];
        private int count;

        void add(long atNanos) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = atNanos;
        }

        /** The longest time without one that ends after {@code since}; open at {@code until}. */
        long longestGap(long since, long until) {
            long last = count > 0 ? Math.min(nanos[0], since) : since;
            long longest = 0;
            for (int i = 0; i < count && nanos[i] < until; i++) {
                if (nanos[i] >= since) {
                    longest = Math.max(longest, nanos[i] - last);
                }
                last = nanos[i];
            }
            return Math.max(longest, until - last);
        }

        boolean anyAfter(long since) {
            return count > 0 && nanos[count - 1] >= since;
        }
    }

    private final List<Times> senders = new ArrayList<>();

    Arrivals(int senders) {
        for (int i = 0; i < senders; i++) {
            this.senders.add(new Times());
        }
    }

    synchronized void heard(int sender, long atNanos) {
        senders.get(sender).add(atNanos);
    }

    /** Whether that sender was heard at this time or later. */
    synchronized boolean hasHeardSince(int sender, long sinceNanos) {
        return senders.get(sender).anyAfter(sinceNanos);
    }

    /**
     * The longest time between two states of the same sender, of which the second came after a
     * moment, or was still awaited at the end.
     */
    synchronized long longestGapMs(int sender, long sinceNanos, long untilNanos) {
        return senders.get(sender).longestGap(sinceNanos, untilNanos) / NANOS_PER_MS;
    }

    /** The same for states of anybody: how long the player heard nothing at all. */
    synchronized long longestSilenceMs(long sinceNanos, long untilNanos) {
        Times all = new Times();
        senders.stream()
                .flatMapToLong(times -> Arrays.stream(times.nanos, 0, times.count))
                .sorted()
                .forEach(all::add);
        return all.longestGap(sinceNanos, untilNanos) / NANOS_PER_MS;
    }
}
