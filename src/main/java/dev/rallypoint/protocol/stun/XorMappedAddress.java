package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Optional;

/** XOR-MAPPED-ADDRESS, RFC 8489 §14.2: the address and port the server saw. */
public final class XorMappedAddress {
    private XorMappedAddress() {}

    public static void append(StunWriter writer, PeerAddress address) {
        AddressValue.appendHidden(writer, AttributeType.XOR_MAPPED_ADDRESS, address);
    }

    /** Empty if there is none or it is malformed. */
    public static Optional<PeerAddress> find(StunMessage message) {
        return message.attribute(AttributeType.XOR_MAPPED_ADDRESS)
                .flatMap(value -> AddressValue.show(message, value));
    }
}
