package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The address list of both parts of a connect token: u32 count in 1..32, then per address a type (1
 * IPv4, 2 IPv6), the address and a u16 port. All buffers are little-endian.
 */
final class AddressList {
    static final int MAX_ADDRESSES = 32;

    private static final byte IPV4 = 1;
    private static final byte IPV6 = 2;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    /** How the eight groups of an IPv6 address are written. */
    enum Groups {
        /** Each group as a little-endian u16: the standard. */
        LITTLE_ENDIAN,
        /** Each group as it stands in an IP header: renet. */
        NETWORK_ORDER
    }

    private AddressList() {}

    /**
     * @throws IllegalArgumentException unless there are 1..32 addresses
     */
    static void write(List<PeerAddress> addresses, Groups groups, ByteBuffer out) {
        if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException("1..32 addresses, not " + addresses.size());
        }
        out.putInt(addresses.size());
        for (PeerAddress address : addresses) {
            byte[] bytes = address.addressBytes();
            out.put(address.isIpv4() ? IPV4 : IPV6);
            if (bytes.length == IPV6_BYTES && groups == Groups.LITTLE_ENDIAN) {
                swapGroups(bytes);
            }
            out.put(bytes).putShort((short) address.port());
        }
    }

    /** The list, or empty for a count outside 1..32, another type, or too few bytes. */
    static Optional<List<PeerAddress>> read(ByteBuffer in) {
        if (in.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        int count = in.getInt();
        if (count < 1 || count > MAX_ADDRESSES) {
            return Optional.empty();
        }
        List<PeerAddress> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte type = in.hasRemaining() ? in.get() : 0;
            int bytes = type == IPV4 ? IPV4_BYTES : IPV6_BYTES;
            if ((type != IPV4 && type != IPV6) || in.remaining() < bytes + Short.BYTES) {
                return Optional.empty();
            }
            addresses.add(readAddress(in, new byte[bytes]));
        }
        return Optional.of(List.copyOf(addresses));
    }

    private static PeerAddress readAddress(ByteBuffer in, byte[] address) {
        in.get(address);
        if (address.length == IPV6_BYTES) {
            swapGroups(address);
        }
        return PeerAddress.of(address, Short.toUnsignedInt(in.getShort()));
    }

    private static void swapGroups(byte[] address) {
        for (int i = 0; i < address.length; i += 2) {
            byte first = address[i];
            address[i] = address[i + 1];
            address[i + 1] = first;
        }
    }
}
