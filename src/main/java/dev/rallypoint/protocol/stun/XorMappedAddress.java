package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** XOR-MAPPED-ADDRESS, RFC 8489 §14.2: the address and port the server saw. */
public final class XorMappedAddress {
    private XorMappedAddress() {}

    public static void append(StunWriter writer, PeerAddress address) {
        byte[] value = AddressValue.encode(address);
        writer.attribute(
                AttributeType.XOR_MAPPED_ADDRESS,
                AddressValue.xor(value, writer.cookieField(), writer.transactionId()));
    }

    /** Empty if there is none or it is malformed. */
    public static Optional<PeerAddress> find(StunMessage message) {
        return message.attribute(AttributeType.XOR_MAPPED_ADDRESS)
                .flatMap(value -> decode(message, value));
    }

    private static Optional<PeerAddress> decode(StunMessage message, ByteBuffer value) {
        byte[] hidden = new byte[value.remaining()];
        value.get(hidden);
        byte[] shown = AddressValue.xor(hidden, message.cookieField(), message.transactionId());
        return AddressValue.decode(ByteBuffer.wrap(shown));
    }
}
