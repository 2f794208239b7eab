package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** XOR-PEER-ADDRESS, RFC 8656 §18.3: a peer as the server sees it. */
public final class XorPeerAddress {
    private XorPeerAddress() {}

    public static void append(StunWriter writer, PeerAddress address) {
        AddressValue.appendHidden(writer, AttributeType.XOR_PEER_ADDRESS, address);
    }

    /** The first one; empty if there is none or it is malformed. */
    public static Optional<PeerAddress> find(StunMessage message) {
        return message.attribute(AttributeType.XOR_PEER_ADDRESS)
                .flatMap(value -> show(message, value));
    }

    /**
     * All of them in their order, or empty if there is none or one of them is malformed.
     *
     * @param most more of them are malformed too
     */
    public static Optional<List<PeerAddress>> all(StunMessage message, int most) {
        List<PeerAddress> addresses = new ArrayList<>();
        StunAttributes attributes = message.attributes();
        while (attributes.seek(AttributeType.XOR_PEER_ADDRESS)) {
            Optional<PeerAddress> address = show(message, attributes.value());
            if (address.isEmpty() || addresses.size() == most) {
                return Optional.empty();
            }
            addresses.add(address.get());
        }
        return addresses.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(addresses));
    }

    private static Optional<PeerAddress> show(StunMessage message, ByteBuffer value) {
        return AddressValue.show(message, value);
    }
}
