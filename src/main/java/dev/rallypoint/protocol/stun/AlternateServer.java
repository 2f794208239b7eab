package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.util.Optional;

/**
 * ALTERNATE-SERVER, RFC 8489 §14.15: whom to ask instead; of the family of the request's source.
 */
public final class AlternateServer {
    private AlternateServer() {}

    public static void append(StunWriter writer, PeerAddress server) {
        writer.attribute(AttributeType.ALTERNATE_SERVER, AddressValue.encode(server));
    }

    /** Empty if there is none or it is malformed. */
    public static Optional<PeerAddress> find(StunMessage message) {
        return message.attribute(AttributeType.ALTERNATE_SERVER).flatMap(AddressValue::decode);
    }
}
