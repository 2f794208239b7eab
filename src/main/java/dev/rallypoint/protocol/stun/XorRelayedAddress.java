package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;

/** XOR-RELAYED-ADDRESS, RFC 8656 §18.5: where peers reach the client; two of a dual allocation. */
public final class XorRelayedAddress {
    private XorRelayedAddress() {}

    public static void append(StunWriter writer, PeerAddress address) {
        AddressValue.appendHidden(writer, AttributeType.XOR_RELAYED_ADDRESS, address);
    }

    /** All that are well formed, in their order. */
    public static List<PeerAddress> all(StunMessage message) {
        List<PeerAddress> addresses = new ArrayList<>();
        StunAttributes attributes = message.attributes();
        while (attributes.seek(AttributeType.XOR_RELAYED_ADDRESS)) {
            AddressValue.show(message, attributes.value()).ifPresent(addresses::add);
        }
        return List.copyOf(addresses);
    }
}
