package dev.rallypoint.protocol.direct;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Arrays;

/** Pings of one peer and their answers: round trip and loss of the path in use. */
final class PathMeter {
    private static final int REMEMBERED = 64;

    /** Pings that loss is counted over. */
    private static final int WINDOW = 16;

    private static final double GAIN = 1 / 8.0;

    private final PeerAddress[] to = new PeerAddress[REMEMBERED];
    private final long[] sentMs = new long[REMEMBERED];
    private int nextId;

    /** A bit a ping on the path in use, the newest in bit 0. */
    private long answered;

    private int asked;
    private final int[] ids = new int[WINDOW];
    private int pongs;
    private double roundTripMs;

    /** Another path is in use: nothing is known of it but this round trip. */
    void restart(long firstRoundTripMs) {
        answered = 0;
        asked = 0;
        pongs = 1;
        roundTripMs = firstRoundTripMs;
        Arrays.fill(ids, -1);
    }

    /**
     * @param isPath whether it goes over the path in use
     * @return its id
     */
    int onPing(PeerAddress address, boolean isPath, long nowMs) {
        int id = nextId++;
        to[id & REMEMBERED - 1] = address;
        sentMs[id & REMEMBERED - 1] = nowMs;
        if (isPath) {
            System.arraycopy(ids, 0, ids, 1, WINDOW - 1);
            ids[0] = id;
            answered <<= 1;
            asked = Math.min(WINDOW, asked + 1);
        }
        return id;
    }

    /**
     * @return the round trip; negative if nobody asked that, or not there
     */
    long onPong(int id, PeerAddress from, long nowMs) {
        int place = id & REMEMBERED - 1;
        boolean isAsked = nextId - id > 0 && nextId - id <= REMEMBERED;
        if (!isAsked || !from.equals(to[place])) {
            return -1;
        }
        to[place] = null;
        long tookMs = Math.max(0, nowMs - sentMs[place]);
        for (int age = 0; age < asked; age++) {
            if (ids[age] == id) {
                answered |= 1L << age;
                pongs++;
                roundTripMs += (tookMs - roundTripMs) * GAIN;
            }
        }
        return tookMs;
    }

    double roundTripMs() {
        return roundTripMs;
    }

    /** Answers on the path in use. */
    int pongs() {
        return pongs;
    }

    /**
     * Of the pings on the path in use. The newest three may still be under way, and a single one
     * lost says nothing.
     */
    double lossShare() {
        int counted = asked - 3;
        if (counted <= 0) {
            return 0;
        }
        long mask = (1L << asked) - 1 & ~0b111L;
        int lost = counted - Long.bitCount(answered & mask);
        return (double) Math.max(0, lost - 1) / counted;
    }
}
