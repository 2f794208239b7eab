package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The value that all address attributes share: 0, family, port, address (RFC 8489 §14.1). */
final class AddressValue {
    private static final int IPV4 = 0x01;
    private static final int IPV6 = 0x02;
    private static final int IPV4_BYTES = 8;
    private static final int IPV6_BYTES = 20;

    private AddressValue() {}

    /** Of the value of an address of that family. */
    static int lengthBytes(PeerAddress family) {
        return family.isIpv4() ? IPV4_BYTES : IPV6_BYTES;
    }

    static byte[] encode(PeerAddress address) {
        boolean ipv4 = address.isIpv4();
        return ByteBuffer.allocate(ipv4 ? IPV4_BYTES : IPV6_BYTES)
                .put((byte) 0)
                .put((byte) (ipv4 ? IPV4 : IPV6))
                .putShort((short) address.port())
                .put(address.addressBytes())
                .array();
    }

    /** Empty if the family is unknown or the length is not the family's. */
    static Optional<PeerAddress> decode(ByteBuffer value) {
        if (value.remaining() < IPV4_BYTES) {
            return Optional.empty();
        }
        int family = value.get(1);
        int port = StunMessage.unsignedShort(value, 2);
        if (family == IPV4 && value.remaining() == IPV4_BYTES) {
            return Optional.of(PeerAddress.ofIpv4(value.getInt(4), port));
        }
        if (family == IPV6 && value.remaining() == IPV6_BYTES) {
            return Optional.of(new PeerAddress(value.getLong(4), value.getLong(12), port));
        }
        return Optional.empty();
    }

    /** Appends an attribute of the XOR kind. */
    static void appendHidden(StunWriter writer, int type, PeerAddress address) {
        writer.attribute(type, xor(encode(address), writer.cookieField(), writer.transactionId()));
    }

    /** The address of an attribute of the XOR kind; empty if it is malformed. */
    static Optional<PeerAddress> show(StunMessage message, ByteBuffer value) {
        byte[] hidden = new byte[value.remaining()];
        value.get(hidden);
        byte[] shown = xor(hidden, message.cookieField(), message.transactionId());
        return decode(ByteBuffer.wrap(shown));
    }

    /**
     * Hides or shows the address: port and address are XORed with the cookie and, for IPv6, with
     * the transaction id after it (RFC 8489 §14.2). Its own inverse, on an encoded value.
     */
    static byte[] xor(byte[] value, int cookie, TransactionId id) {
        byte[] mask =
                ByteBuffer.allocate(IPV6_BYTES)
                        .putShort((short) 0)
                        .putShort((short) (cookie >>> Short.SIZE))
                        .putInt(cookie)
                        .putInt(id.high())
                        .putLong(id.low())
                        .array();
        byte[] result = value.clone();
        for (int i = 0; i < Math.min(result.length, mask.length); i++) {
            result[i] ^= mask[i];
        }
        return result;
    }
}
