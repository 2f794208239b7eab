package dev.rallypoint.security;

import dev.rallypoint.protocol.PeerAddress;

/**
 * One token bucket for each source address (IPv4 /32, IPv6 /64) in a table whose size is fixed, so
 * that any number of forged sources takes no memory.
 *
 * <p>A source can only live in the eight places that a seeded hash gives it. A source that is new
 * takes the place with the fullest bucket and inherits what is left in it. So nobody gets a fresh
 * bucket by pushing himself out with forged addresses, the most limited sources are the last to be
 * forgotten, and a full bucket is forgotten first, which loses nothing.
 */
public final class SourceLimits {
    private static final int WAYS = 8;

    private final TokenBucket rule;
    private final long seed;
    private final int setMask;
    private final long[] sources;
    private final long[] buckets;

    /**
     * @param perSecond datagrams a second of one source, which is also the burst
     * @param places in the table, rounded up to a power of two, at least 16; 16 bytes each
     * @param seed random, so that nobody can choose addresses that share places with a victim
     */
    public SourceLimits(int perSecond, int places, long seed) {
        rule = new TokenBucket(perSecond);
        this.seed = seed;
        int sets = Integer.highestOneBit(Math.max(1, (places - 1) / WAYS)) * 2;
        setMask = sets - 1;
        sources = new long[sets * WAYS];
        buckets = new long[sets * WAYS];
    }

    /** Takes a token of the source; false if it has none. */
    public boolean tryTake(PeerAddress source, long nowMs) {
        int place = placeOf(sourceKey(source));
        if (!rule.hasToken(buckets[place], nowMs)) {
            return false;
        }
        buckets[place] = rule.afterTaking(buckets[place], nowMs);
        return true;
    }

    /** The place of a source, which is now in the table. */
    private int placeOf(long key) {
        int first = (int) (mix(key ^ seed) & setMask) * WAYS;
        int fullest = first;
        for (int place = first; place < first + WAYS; place++) {
            if (sources[place] == key) {
                return place;
            }
            if (buckets[place] < buckets[fullest]) {
                fullest = place;
            }
        }
        sources[fullest] = key;
        return fullest;
    }

    /** IPv4 in its mapped form never equals a routable IPv6 prefix. */
    private static long sourceKey(PeerAddress source) {
        return source.isIpv4() ? source.low() : source.high();
    }

    /** The finalizer of MurmurHash3: every bit of the key moves every bit of the place. */
    private static long mix(long key) {
        long mixed = (key ^ key >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
        return mixed ^ mixed >>> 33;
    }

    /** Memory of the table, which never changes. */
    public long tableBytes() {
        return (long) (sources.length + buckets.length) * Long.BYTES;
    }
}
