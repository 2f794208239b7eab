package dev.rallypoint.security;

/**
 * Token buckets for any number of keys in a table whose size is fixed.
 *
 * <p>A key can only live in the eight places that a seeded hash gives it. A key that is new takes
 * the place with the fullest bucket and inherits what is left in it. So nobody gets a fresh bucket
 * by pushing himself out with forged keys, the most limited keys are the last to be forgotten, and
 * a full bucket is forgotten first, which loses nothing.
 */
public final class BucketTable {
    private static final int WAYS = 8;

    private final long seed;
    private final int setMask;
    private final long[] keys;
    private final long[] buckets;
    private TokenBucket rule;

    /**
     * @param perSecond tokens of one key, which is also the burst
     * @param places in the table, rounded up to a power of two, at least 16; 16 bytes each
     * @param seed random, so that nobody can choose keys that share places with a victim
     */
    public BucketTable(int perSecond, int places, long seed) {
        rule = new TokenBucket(perSecond);
        this.seed = seed;
        int sets = Integer.highestOneBit(Math.max(1, (places - 1) / WAYS)) * 2;
        setMask = sets - 1;
        keys = new long[sets * WAYS];
        buckets = new long[sets * WAYS];
    }

    /** From now on so many tokens a second; what was spent stays spent. */
    public void setRate(int perSecond) {
        rule = new TokenBucket(perSecond);
    }

    /** Takes a token of the key; false if it has none. */
    public boolean tryTake(long key, long nowMs) {
        int place = placeOf(key);
        if (!rule.hasToken(buckets[place], nowMs)) {
            return false;
        }
        buckets[place] = rule.afterTaking(buckets[place], nowMs);
        return true;
    }

    /** The place of a key, which is now in the table. */
    private int placeOf(long key) {
        int first = (int) (mix(key ^ seed) & setMask) * WAYS;
        int fullest = first;
        for (int place = first; place < first + WAYS; place++) {
            if (keys[place] == key) {
                return place;
            }
            if (buckets[place] < buckets[fullest]) {
                fullest = place;
            }
        }
        keys[fullest] = key;
        return fullest;
    }

    /** The finalizer of MurmurHash3: every bit of the key moves every bit of the place. */
    private static long mix(long key) {
        long mixed = (key ^ key >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
        return mixed ^ mixed >>> 33;
    }

    /** Memory of the table, which never changes. */
    public long bytes() {
        return (long) (keys.length + buckets.length) * Long.BYTES;
    }
}
