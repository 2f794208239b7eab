package dev.rallypoint.client;

/**
 * Round trip, jitter and loss from numbered requests and their replies. Pure; one connection, one
 * thread.
 */
final class LinkMeter {
    /** Requests that loss is measured over. */
    static final int WINDOW = 64;

    private static final double RTT_GAIN = 1 / 8.0;
    private static final double JITTER_GAIN = 1 / 16.0;

    /** A bit a request, the newest in bit 0: answered or not. */
    private long answered;

    private int asked;
    private long newest = -1;
    private double rttMicros;
    private double jitterMicros;
    private long lastRttMicros;
    private int replies;

    /** A request with the next number went out. */
    long onRequest() {
        answered <<= 1;
        asked = Math.min(WINDOW, asked + 1);
        return ++newest;
    }

    /**
     * @return whether this is the first answer to a request that is still remembered
     */
    boolean onReply(long number, long measuredMicros) {
        long age = newest - number;
        if (number < 0 || age < 0 || age >= WINDOW || (answered >>> age & 1) == 1) {
            return false;
        }
        answered |= 1L << age;
        if (replies == 0) {
            rttMicros = measuredMicros;
        } else {
            rttMicros += (measuredMicros - rttMicros) * RTT_GAIN;
            jitterMicros += (Math.abs(measuredMicros - lastRttMicros) - jitterMicros) * JITTER_GAIN;
        }
        lastRttMicros = measuredMicros;
        replies++;
        return true;
    }

    double pingMs() {
        return rttMicros / 1_000;
    }

    double jitterMs() {
        return jitterMicros / 1_000;
    }

    /** The newest request is not counted: its reply may still be under way. */
    double lossShare() {
        if (asked <= 1) {
            return 0;
        }
        long mask = asked == WINDOW ? -1L : (1L << asked) - 1;
        int lost = (asked - 1) - Long.bitCount(answered & mask & ~1L);
        return (double) lost / (asked - 1);
    }
}
