package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import java.net.InetSocketAddress;

/**
 * Saves making two objects for each datagram that is sent. Each address has one place; another
 * address with the same place takes it over, so the size never changes. Belongs to one thread.
 */
final class SocketAddressCache {
    private static final int PLACES = 16_384;

    private final PeerAddress[] keys = new PeerAddress[PLACES];
    private final InetSocketAddress[] values = new InetSocketAddress[PLACES];

    InetSocketAddress of(PeerAddress address) {
        int hash = address.hashCode() * 0x9E37_79B9;
        int place = hash >>> 18;
        if (!address.equals(keys[place])) {
            keys[place] = address;
            values[place] = address.toInetSocketAddress();
        }
        return values[place];
    }
}
