package dev.rallypoint.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * An IP address and UDP port as primitives, so that the packet path hashes and compares without
 * touching {@code InetAddress}. IPv4 is held as ::ffff:a.b.c.d.
 *
 * @param high the first eight bytes of the IPv6 form, big-endian
 * @param low the last eight bytes, big-endian
 * @param port 0..65535
 */
public record PeerAddress(long high, long low, int port) {
    /** 0 to 255, for Java looks 192.0.2.256 up as a name. */
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|[01]?\\d?\\d)";

    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    private static final long IPV4_PREFIX = 0x0000_FFFF_0000_0000L;
    private static final long IPV4_MASK = 0xFFFF_FFFFL;

    /** The four bytes of an IPv4 address as one big-endian int, and a port. */
    public static PeerAddress ofIpv4(int address, int port) {
        return new PeerAddress(0, ipv4Low(address), port);
    }

    /** {@link #low} of an IPv4 address, whose {@link #high} is 0. */
    public static long ipv4Low(int address) {
        return IPV4_PREFIX | (address & IPV4_MASK);
    }

    /**
     * @param address 4 or 16 bytes in network order
     * @throws IllegalArgumentException on any other length
     */
    public static PeerAddress of(byte[] address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        if (address.length == 4) {
            return ofIpv4(bytes.getInt(), port);
        }
        if (address.length != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes");
        }
        return new PeerAddress(bytes.getLong(), bytes.getLong(), port);
    }

    /**
     * @throws IllegalArgumentException if the socket address is unresolved
     */
    public static PeerAddress of(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unresolved address: " + address.getHostString());
        }
        return of(address.getAddress().getAddress(), address.getPort());
    }

    /**
     * Reads {@code 192.0.2.1:25565} or {@code [2001:db8::1]:25565}. Literals only: no name is
     * looked up.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static PeerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("not ip:port: " + text);
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        String digits = text.substring(colon + 1);
        int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port out of 0..65535: " + digits);
        }
        return IPV4.matcher(host).matches() ? ofIpv4(ipv4(host), port) : ofIpv6(host, port);
    }

    /**
     * Reads {@code 192.0.2.1} or {@code 2001:db8::1}, with port 0. Literals only.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static PeerAddress parseHost(String text) {
        return parse(text.contains(":") ? "[" + text + "]:0" : text + ":0");
    }

    private static int ipv4(String decimals) {
        int address = 0;
        for (String octet : decimals.split("\\.")) {
            address = address << Byte.SIZE | Integer.parseInt(octet);
        }
        return address;
    }

    private static PeerAddress ofIpv6(String host, int port) {
        try {
            if (IPV6.matcher(host).matches()) {
                // In brackets nothing but a literal is one: 1.2.3.256 would be asked the DNS for.
                return of(InetAddress.getByName("[" + host + "]").getAddress(), port);
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP literal: " + host, e);
        }
        throw new IllegalArgumentException("not an IP literal: " + host);
    }

    public boolean isIpv4() {
        return high == 0 && (low & ~IPV4_MASK) == IPV4_PREFIX;
    }

    /** Whether it is 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return isIpv4() ? (low & 0xFF00_0000L) == 0x7F00_0000L : high == 0 && low == 1;
    }

    /** Whether one host may be behind both: the same IPv4 address, or the same IPv6 /64. */
    public boolean isSameSource(PeerAddress other) {
        return high == other.high && (!isIpv4() || low == other.low);
    }

    /** Four bytes for IPv4, sixteen for IPv6, in network order. */
    public byte[] addressBytes() {
        return isIpv4()
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    public InetSocketAddress toInetSocketAddress() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(addressBytes()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is always legal", e);
        }
    }

    public PeerAddress withPort(int newPort) {
        return new PeerAddress(high, low, newPort);
    }

    /** The address without the port: {@code 192.0.2.1} or {@code 2001:db8:0:0:0:0:0:1}. */
    public String host() {
        return toInetSocketAddress().getAddress().getHostAddress();
    }

    /** {@code 192.0.2.1:25565} or {@code [2001:db8:0:0:0:0:0:1]:25565}. */
    @Override
    public String toString() {
        return isIpv4() ? host() + ":" + port : "[" + host() + "]:" + port;
    }
}
