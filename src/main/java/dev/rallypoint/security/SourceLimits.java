package dev.rallypoint.security;

import dev.rallypoint.protocol.PeerAddress;

/**
 * One token bucket for each source or prefix in a table whose size is fixed, so that any number of
 * forged sources takes no memory ({@link BucketTable}).
 */
public final class SourceLimits {
    /** Whose datagrams share a bucket. */
    public enum Grain {
        /** IPv4 /32, IPv6 /64: what one subscriber has. */
        SOURCE,
        /** IPv4 /24, IPv6 /48: what one network has. */
        PREFIX;

        private static final int IPV4_HOST_BITS = 8;
        private static final int IPV6_SUBNET_BITS = 16;

        /** IPv4 in its mapped form never equals a routable IPv6 prefix. */
        long keyOf(PeerAddress address) {
            if (this == SOURCE) {
                return address.isIpv4() ? address.low() : address.high();
            }
            return address.isIpv4()
                    ? address.low() >>> IPV4_HOST_BITS
                    : address.high() >>> IPV6_SUBNET_BITS << IPV6_SUBNET_BITS;
        }
    }

    private final Grain grain;
    private final BucketTable buckets;

    /** Of sources. */
    public SourceLimits(int perSecond, int places, long seed) {
        this(Grain.SOURCE, perSecond, places, seed);
    }

    /**
     * @param perSecond datagrams a second of one source or prefix, which is also the burst
     * @param places in the table, rounded up to a power of two, at least 16; 16 bytes each
     * @param seed random, so that nobody can choose addresses that share places with a victim
     */
    public SourceLimits(Grain grain, int perSecond, int places, long seed) {
        this.grain = grain;
        buckets = new BucketTable(perSecond, places, seed);
    }

    /** From now on so many datagrams a second; what was spent stays spent. */
    public void setRate(int perSecond) {
        buckets.setRate(perSecond);
    }

    /** Takes a token of the source or prefix; false if it has none. */
    public boolean tryTake(PeerAddress source, long nowMs) {
        return buckets.tryTake(grain.keyOf(source), nowMs);
    }

    /** Memory of the table, which never changes. */
    public long tableBytes() {
        return buckets.bytes();
    }
}
