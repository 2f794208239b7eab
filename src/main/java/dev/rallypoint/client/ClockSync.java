package dev.rallypoint.client;

import java.util.OptionalLong;

/**
 * Estimates the relay's clock from request and reply times. Each exchange bounds the truth by half
 * its round trip, so the sample with the smallest round trip among the last {@value #SAMPLES} is
 * believed; an old sample is trusted less the longer ago it was, because clocks drift apart. All
 * times are microseconds; local times come from any clock that never jumps.
 */
public final class ClockSync {
    /** Exchanges that are remembered. */
    public static final int SAMPLES = 16;

    /** Two crystals of ordinary quality part by up to 100 microseconds a second. */
    private static final double DRIFT = 100e-6;

    private final long[] offsetMicros = new long[SAMPLES];
    private final long[] rttMicros = new long[SAMPLES];
    private final long[] takenAtMicros = new long[SAMPLES];
    private int count;

    /**
     * One exchange. Impossible ones (a reply before its request) are ignored.
     *
     * @param sentAtMicros local time of the request
     * @param relayMicros the relay's Unix time in the reply
     * @param receivedAtMicros local time of the reply
     */
    public void onReply(long sentAtMicros, long relayMicros, long receivedAtMicros) {
        long rtt = receivedAtMicros - sentAtMicros;
        if (rtt < 0) {
            return;
        }
        int slot = count % SAMPLES;
        rttMicros[slot] = rtt;
        takenAtMicros[slot] = receivedAtMicros;
        // Half way is the best guess of when the relay read its clock.
        offsetMicros[slot] = relayMicros - (sentAtMicros + rtt / 2);
        count++;
    }

    /** The relay's Unix time at a local time; empty before the first exchange. */
    public OptionalLong relayMicros(long localMicros) {
        return count == 0
                ? OptionalLong.empty()
                : OptionalLong.of(localMicros + offsetMicros[best(localMicros)]);
    }

    /** How far the estimate can be off: half the round trip and the drift since then. */
    public OptionalLong errorBoundMicros(long localMicros) {
        return count == 0
                ? OptionalLong.empty()
                : OptionalLong.of(bound(best(localMicros), localMicros));
    }

    /** Exchanges seen so far. */
    public int exchanges() {
        return count;
    }

    private int best(long localMicros) {
        int best = 0;
        for (int i = 1; i < Math.min(count, SAMPLES); i++) {
            if (bound(i, localMicros) < bound(best, localMicros)) {
                best = i;
            }
        }
        return best;
    }

    private long bound(int sample, long localMicros) {
        long ageMicros = Math.max(0, localMicros - takenAtMicros[sample]);
        return rttMicros[sample] / 2 + (long) (ageMicros * DRIFT);
    }
}
