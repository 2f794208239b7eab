package dev.rallypoint.client.doctor;

import dev.rallypoint.protocol.PeerAddress;
import java.net.InetAddress;
import java.util.Collection;

/**
 * How near an address is. What a server names is asked only if it is no nearer than the server
 * itself: one on the internet must not have the doctor look around in the player's own network.
 */
enum Nearness {
    /** No single machine: any, multicast, broadcast. */
    NOWHERE,
    THIS_MACHINE,
    /** Private, link-local, or shared behind a provider's NAT. */
    THIS_NETWORK,
    INTERNET;

    private static final int BROADCAST = 0xFFFF_FFFF;

    static Nearness of(PeerAddress address) {
        return address.port() == 0 ? NOWHERE : of(address.toInetSocketAddress().getAddress());
    }

    static Nearness of(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || isBroadcast(address)) {
            return NOWHERE;
        }
        if (address.isLoopbackAddress()) {
            return THIS_MACHINE;
        }
        boolean isNear =
                address.isSiteLocalAddress()
                        || address.isLinkLocalAddress()
                        || isUniqueLocal(address.getAddress())
                        || isShared(address.getAddress());
        return isNear ? THIS_NETWORK : INTERNET;
    }

    /** Of several addresses of one server. */
    static Nearness nearest(Collection<InetAddress> addresses) {
        return addresses.stream().map(Nearness::of).min(Nearness::compareTo).orElse(INTERNET);
    }

    /** Whether a server that is as near as this may name the address. */
    boolean mayName(PeerAddress address) {
        Nearness named = of(address);
        return named != NOWHERE && named.compareTo(this) >= 0;
    }

    private static boolean isBroadcast(InetAddress address) {
        return address.getAddress().length == Integer.BYTES && address.hashCode() == BROADCAST;
    }

    /** RFC 4193: fc00::/7. */
    private static boolean isUniqueLocal(byte[] bytes) {
        return bytes.length > Integer.BYTES && (bytes[0] & 0xFE) == 0xFC;
    }

    /** RFC 6598: 100.64.0.0/10. */
    private static boolean isShared(byte[] bytes) {
        return bytes.length == Integer.BYTES && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
    }
}
