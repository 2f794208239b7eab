package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;

/**
 * What players at unproven addresses may have beyond three times what they send. A library that
 * knows no path-challenge can never prove its address, and in a full match three times is too
 * little to race with. What keeps that from being a weapon is an absolute bound: so little a second
 * to any one source, however many sessions were moved there, and {@link #SOURCES} times as much of
 * the whole server. Sources share a table of fixed size, so that nobody makes it grow, and moving
 * to and fro refills nothing.
 *
 * <p>A bucket holds a second's worth. When less than half is left, datagrams are let through by
 * lot, the fewer the less there is: each of the others in the match is heard now and then, where
 * first come, first served would silence for good those who are always last in a round.
 */
final class UnprovenAllowance {
    /** How many sources may use all of theirs at a time. */
    static final int SOURCES = 16;

    private static final int PLACES = 256;
    private static final int TOTAL = PLACES;
    private static final long MS_PER_SECOND = 1_000;

    private final long seed;

    /** Thousandths of bytes, of each place and of all: a millisecond's refill is the rate. */
    private final long[] credit = new long[PLACES + 1];

    private final long[] refilledMs = new long[PLACES + 1];
    private final long perSecond;
    private long lot;

    /**
     * @param bytesPerSecond to one source; 0 = nothing
     * @param seed random
     */
    UnprovenAllowance(int bytesPerSecond, long seed) {
        perSecond = bytesPerSecond;
        this.seed = seed;
        // Xorshift never leaves zero.
        lot = seed | 1;
    }

    /** Takes what a datagram costs; false, and nothing is taken, if it is not to be sent. */
    boolean spend(PeerAddress to, int datagramBytes, long nowMs) {
        if (perSecond == 0) {
            return false;
        }
        int place = placeOf(to);
        refill(place, perSecond, nowMs);
        refill(TOTAL, SOURCES * perSecond, nowMs);
        long cost = datagramBytes * MS_PER_SECOND;
        if (!allows(place, perSecond, cost) || !allows(TOTAL, SOURCES * perSecond, cost)) {
            return false;
        }
        credit[place] -= cost;
        credit[TOTAL] -= cost;
        return true;
    }

    private void refill(int place, long rate, long nowMs) {
        long passedMs = Math.min(MS_PER_SECOND, Math.max(0, nowMs - refilledMs[place]));
        refilledMs[place] = nowMs;
        credit[place] = Math.min(depth(rate), credit[place] + passedMs * rate);
    }

    private boolean allows(int place, long rate, long cost) {
        long half = depth(rate) / 2;
        return credit[place] >= cost && (credit[place] >= half || draw(half) < credit[place]);
    }

    private static long depth(long rate) {
        return rate * MS_PER_SECOND;
    }

    private long draw(long below) {
        lot ^= lot << 13;
        lot ^= lot >>> 7;
        lot ^= lot << 17;
        return Long.remainderUnsigned(lot, Math.max(1, below));
    }

    /** Seeded, so that nobody can look for sources that share a place. */
    private int placeOf(PeerAddress to) {
        long hash = (to.high() ^ seed) * 0x9E37_79B9_7F4A_7C15L;
        if (to.isIpv4()) {
            hash = (hash ^ hash >>> 32 ^ to.low()) * 0x9E37_79B9_7F4A_7C15L;
        }
        return (int) (hash >>> Long.SIZE - 8);
    }
}
