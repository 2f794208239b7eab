package dev.rallypoint.security;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Optional;

/**
 * A range of IP addresses such as {@code 192.0.2.0/24} or {@code 2001:db8::/32} (RFC 4632, RFC 4291
 * §2.3). IPv4 is held as ::ffff:a.b.c.d, so {@code 0.0.0.0/0} holds all of IPv4 and nothing of
 * IPv6; nor does {@code ::/0} hold IPv4, whatever the numbers say.
 *
 * @param high the first eight bytes of the network, bits past the prefix are zero
 * @param low the last eight bytes
 * @param prefixBits 0..128, counted in the IPv6 form
 */
public record CidrBlock(long high, long low, int prefixBits) {
    /** All of IPv4. */
    static final CidrBlock IPV4 = new CidrBlock(0, PeerAddress.ipv4Low(0), 96);

    private static final int IPV4_OFFSET_BITS = 96;
    private static final int ADDRESS_BITS = 128;

    /**
     * Reads a block; an address without {@code /} is a block of that one address. Bits past the
     * prefix are ignored.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        PeerAddress address = addressOf(slash < 0 ? text : text.substring(0, slash));
        int offset = text.contains(":") ? 0 : IPV4_OFFSET_BITS;
        int prefix = ADDRESS_BITS;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!digits.matches("\\d{1,3}")) {
                throw new IllegalArgumentException("not a CIDR block: " + text);
            }
            prefix = Integer.parseInt(digits) + offset;
        }
        if (prefix > ADDRESS_BITS) {
            throw new IllegalArgumentException("prefix longer than the address: " + text);
        }
        return around(address, prefix);
    }

    /** The block, or empty if the text is none. */
    public static Optional<CidrBlock> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException notABlock) {
            return Optional.empty();
        }
    }

    /**
     * The address of an IP literal, port 0; an IPv6 zone ({@code %eth0}) is dropped.
     *
     * @throws IllegalArgumentException if the text is no IP literal
     */
    public static PeerAddress addressOf(String literal) {
        int zone = literal.indexOf('%');
        String bare = zone < 0 ? literal : literal.substring(0, zone);
        return PeerAddress.parse(bare.contains(":") ? "[" + bare + "]:0" : bare + ":0");
    }

    /** The block of this size around an address. */
    public static CidrBlock around(PeerAddress address, int prefixBits) {
        return new CidrBlock(
                address.high() & maskHigh(prefixBits),
                address.low() & maskLow(prefixBits),
                prefixBits);
    }

    /** Whether it is written as IPv4. */
    public boolean isIpv4() {
        return prefixBits >= IPV4_OFFSET_BITS && new PeerAddress(high, low, 0).isIpv4();
    }

    /**
     * Always the same for the same block: {@code 192.0.2.0/24} or {@code 2001:db8:0:0:0:0:0:0/32}.
     */
    public String text() {
        int written = isIpv4() ? prefixBits - IPV4_OFFSET_BITS : prefixBits;
        return new PeerAddress(high, low, 0).host() + "/" + written;
    }

    public boolean contains(PeerAddress address) {
        boolean isOfOtherFamily = prefixBits < IPV4_OFFSET_BITS && address.isIpv4();
        return !isOfOtherFamily && spans(address.high(), address.low());
    }

    /** Whether the other block lies in this one, as numbers of 128 bits. */
    boolean spans(CidrBlock other) {
        return other.prefixBits >= prefixBits && spans(other.high, other.low);
    }

    private boolean spans(long addressHigh, long addressLow) {
        return (addressHigh & maskHigh(prefixBits)) == high
                && (addressLow & maskLow(prefixBits)) == low;
    }

    /** The lowest address of the block. */
    PeerAddress first() {
        return new PeerAddress(high, low, 0);
    }

    /** The first eight bytes of the highest address. */
    long lastHigh() {
        return high | ~maskHigh(prefixBits);
    }

    /** The last eight bytes of the highest address. */
    long lastLow() {
        return low | ~maskLow(prefixBits);
    }

    private static long maskHigh(int prefix) {
        return prefix == 0 ? 0 : prefix >= Long.SIZE ? -1L : -1L << (Long.SIZE - prefix);
    }

    private static long maskLow(int prefix) {
        return prefix <= Long.SIZE ? 0 : -1L << (ADDRESS_BITS - prefix);
    }
}
