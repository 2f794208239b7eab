package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;

/** The address families of STUN and TURN attributes (RFC 8489 §14.1, RFC 8656 §18.6). */
public enum IpFamily {
    IPV4(0x01),
    IPV6(0x02);

    private final int number;

    IpFamily(int number) {
        this.number = number;
    }

    public static IpFamily of(PeerAddress address) {
        return address.isIpv4() ? IPV4 : IPV6;
    }

    int number() {
        return number;
    }
}
