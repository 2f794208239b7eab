package dev.rallypoint.client.doctor;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunMessage;
import java.nio.ByteBuffer;
import java.util.Optional;

/** OTHER-ADDRESS, RFC 5780 §7.4: the server's second address and port. */
final class OtherAddress {
    private static final int TYPE = 0x802C;
    private static final int IPV4_BYTES = 8;
    private static final int IPV6_BYTES = 20;

    private OtherAddress() {}

    /** Empty if there is none or it is malformed. */
    static Optional<PeerAddress> find(StunMessage message) {
        return message.attribute(TYPE).flatMap(OtherAddress::decode);
    }

    /** 0, family, port, address, as in MAPPED-ADDRESS. */
    private static Optional<PeerAddress> decode(ByteBuffer value) {
        int bytes = value.remaining();
        int family = bytes > 1 ? value.get(1) : 0;
        if (family == 1 && bytes == IPV4_BYTES || family == 2 && bytes == IPV6_BYTES) {
            byte[] address = new byte[bytes - Integer.BYTES];
            value.get(Integer.BYTES, address);
            return Optional.of(PeerAddress.of(address, Short.toUnsignedInt(value.getShort(2))));
        }
        return Optional.empty();
    }
}
