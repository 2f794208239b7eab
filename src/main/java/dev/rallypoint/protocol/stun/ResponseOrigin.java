package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Optional;

/** RESPONSE-ORIGIN, RFC 5780 §7.3: where the server sent its answer from. */
public final class ResponseOrigin {
    private ResponseOrigin() {}

    public static void append(StunWriter writer, PeerAddress address) {
        writer.attribute(AttributeType.RESPONSE_ORIGIN, AddressValue.encode(address));
    }

    /** Empty if there is none or it is malformed. */
    public static Optional<PeerAddress> find(StunMessage message) {
        return message.attribute(AttributeType.RESPONSE_ORIGIN).flatMap(AddressValue::decode);
    }
}
