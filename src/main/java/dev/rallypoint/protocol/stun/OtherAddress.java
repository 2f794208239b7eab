package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Optional;

/** OTHER-ADDRESS, RFC 5780 §7.4: the address that both flags of CHANGE-REQUEST lead to. */
public final class OtherAddress {
    private OtherAddress() {}

    public static void append(StunWriter writer, PeerAddress address) {
        writer.attribute(AttributeType.OTHER_ADDRESS, AddressValue.encode(address));
    }

    /** Empty if there is none or it is malformed. */
    public static Optional<PeerAddress> find(StunMessage message) {
        return message.attribute(AttributeType.OTHER_ADDRESS).flatMap(AddressValue::decode);
    }
}
