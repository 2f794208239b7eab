package dev.rallypoint.client;

import dev.rallypoint.protocol.PeerAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;

/**
 * How near an address is. What a server names is asked only if it is no nearer than the server
 * itself: one on the internet must not have this machine look around in the player's own network.
 */
public enum Nearness {
    /** No single machine: any, multicast, broadcast. */
    NOWHERE,
    THIS_MACHINE,
    /** Private, link-local, or shared behind a provider's NAT. */
    THIS_NETWORK,
    INTERNET;

    private static final int BROADCAST = 0xFFFF_FFFF;

    public static Nearness of(PeerAddress address) {
        return address.port() == 0 ? NOWHERE : of(address.toInetSocketAddress().getAddress());
    }

    public static Nearness of(InetAddress address) {
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
    public static Nearness nearest(Collection<InetAddress> addresses) {
        return addresses.stream().map(Nearness::of).min(Nearness::compareTo).orElse(INTERNET);
    }

    /** Of several servers, each a URL; blocks to look their names up. */
    static List<InetAddress> addresses(Collection<URI> servers) {
        return servers.stream().flatMap(server -> addresses(server).stream()).toList();
    }

    private static List<InetAddress> addresses(URI server) {
        try {
            return List.of(InetAddress.getAllByName(server.getHost().replaceAll("[\\[\\]]", "")));
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }

    /** Whether a server that is as near as this may name the address. */
    public boolean mayName(PeerAddress address) {
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
