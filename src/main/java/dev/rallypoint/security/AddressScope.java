package dev.rallypoint.security;

import java.net.Inet6Address;
import java.net.InetAddress;

/** How far an IP address reaches. */
public enum AddressScope {
    /** 0.0.0.0 or ::, which is nobody's. */
    UNSPECIFIED,
    LOOPBACK,
    LINK_LOCAL,
    /** Multicast, broadcast and class E: no single host. */
    NO_HOST,
    /** RFC 1918, carrier NAT (RFC 6598) and unique local (RFC 4193) addresses. */
    PRIVATE,
    PUBLIC;

    public static AddressScope of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isAnyLocalAddress()) {
            return UNSPECIFIED;
        }
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        if (address.isLinkLocalAddress()) {
            return LINK_LOCAL;
        }
        boolean ipv6 = address instanceof Inet6Address;
        if (address.isMulticastAddress() || !ipv6 && (bytes[0] & 0xF0) == 0xF0) {
            return NO_HOST;
        }
        return address.isSiteLocalAddress() || (ipv6 ? isUniqueLocal(bytes) : isCarrier(bytes))
                ? PRIVATE
                : PUBLIC;
    }

    private static boolean isUniqueLocal(byte[] address) {
        return (address[0] & 0xFE) == 0xFC;
    }

    /** 100.64.0.0/10. */
    private static boolean isCarrier(byte[] address) {
        return address[0] == 100 && (address[1] & 0xC0) == 0x40;
    }

    /** Whether one host can have it. */
    public boolean isHost() {
        return this != UNSPECIFIED && this != NO_HOST;
    }

    /** Whether another machine can send there. */
    public boolean isBeyondThisMachine() {
        return isHost() && this != LOOPBACK;
    }

    /** Whether a machine behind a router can send there, if the router knows the way. */
    public boolean isBeyondThisLink() {
        return this == PRIVATE || this == PUBLIC;
    }
}
