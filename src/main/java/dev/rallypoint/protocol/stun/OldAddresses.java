package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;

/** SOURCE-ADDRESS and CHANGED-ADDRESS, RFC 3489 §11.2.5 and §11.2.3: its names for RFC 5780's. */
final class OldAddresses {
    private OldAddresses() {}

    static void append(StunWriter writer, PeerAddress source, PeerAddress changed) {
        writer.attribute(AttributeType.SOURCE_ADDRESS, AddressValue.encode(source));
        writer.attribute(AttributeType.CHANGED_ADDRESS, AddressValue.encode(changed));
    }
}
