package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Optional;

/**
 * MAPPED-ADDRESS, RFC 8489 §14.1: what RFC 3489 clients read. Routers that rewrite addresses inside
 * packets spoil it; others get {@link XorMappedAddress}.
 */
public final class MappedAddress {
    private MappedAddress() {}

    public static void append(StunWriter writer, PeerAddress address) {
        writer.attribute(AttributeType.MAPPED_ADDRESS, AddressValue.encode(address));
    }

    /** Empty if there is none or it is malformed. */
    public static Optional<PeerAddress> find(StunMessage message) {
        return message.attribute(AttributeType.MAPPED_ADDRESS).flatMap(AddressValue::decode);
    }
}
