package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;

/**
 * Gives out the same object for an address again and again, so that receiving makes none. Its size
 * never changes: each address may live in four places, and a new one takes the place that was taken
 * longest ago. Belongs to one thread.
 */
final class PeerAddressCache {
    private static final int WAYS = 4;

    private final PeerAddress[] addresses;
    private final int setShift;

    /**
     * @param setBits the cache has 4 * 2^setBits places, 4 to 8 bytes each; 1 to 24
     */
    PeerAddressCache(int setBits) {
        addresses = new PeerAddress[WAYS << setBits];
        setShift = Long.SIZE - setBits;
    }

    /** The four bytes of an IPv4 address as one big-endian int, and a port. */
    PeerAddress ofIpv4(int address, int port) {
        return of(0, PeerAddress.ipv4Low(address), port);
    }

    /** The halves of an IPv6 address, big-endian, and a port. */
    PeerAddress of(long high, long low, int port) {
        int first = (int) (hash(high, low, port) >>> setShift) * WAYS;
        for (int place = first; place < first + WAYS; place++) {
            PeerAddress known = addresses[place];
            if (known == null) {
                break;
            }
            if (known.low() == low && known.port() == port && known.high() == high) {
                return known;
            }
        }
        System.arraycopy(addresses, first, addresses, first + 1, WAYS - 1);
        addresses[first] = new PeerAddress(high, low, port);
        return addresses[first];
    }

    /** Strangers who choose addresses of one set cost the objects that others cost anyway. */
    private static long hash(long high, long low, int port) {
        return ((high * 31 + low) * 0x9E37_79B9_7F4A_7C15L + port) * 0xD6E8_FEB8_6659_FD93L;
    }
}
