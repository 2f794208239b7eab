package dev.rallypoint.bench.load;

/** The two clocks of the load: one to measure with, one for the protocol. */
final class LoadClock {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long OFFSET_MS =
            System.currentTimeMillis() - System.nanoTime() / NANOS_PER_MS;

    private LoadClock() {}

    /** Nanoseconds from somewhere. */
    static long nanos() {
        return System.nanoTime();
    }

    /** Unix time in milliseconds. */
    static long unixMs(long nanos) {
        return nanos / NANOS_PER_MS + OFFSET_MS;
    }
}
