package dev.rallypoint.client.doctor;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.XorMappedAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A STUN server as RFC 5780 has it: two addresses, two ports. */
record SimulatedStun(PeerAddress first, PeerAddress second) {
    static final PeerAddress NO_SECOND = PeerAddress.parse("0.0.0.0:0");

    private static final int CHANGE_REQUEST = 0x0003;
    private static final int OTHER_ADDRESS = 0x802C;
    private static final int CHANGE_ADDRESS = 4;
    private static final int CHANGE_PORT = 2;

    /**
     * @param to which of its addresses the request came to
     * @param out gets the source of the answer and its bytes
     */
    void answer(
            PeerAddress from, PeerAddress to, byte[] request, BiConsumer<PeerAddress, byte[]> out) {
        StunMessage message = StunMessage.parse(ByteBuffer.wrap(request)).orElseThrow();
        int flags = message.attribute(CHANGE_REQUEST).map(ByteBuffer::getInt).orElse(0);
        StunWriter writer = new StunWriter(200).beginResponse(StunClass.SUCCESS_RESPONSE, message);
        XorMappedAddress.append(writer, from);
        if (!second.equals(NO_SECOND)) {
            writer.attribute(OTHER_ADDRESS, value(other(to)));
        }
        ByteBuffer answer = writer.message();
        byte[] bytes = new byte[answer.remaining()];
        answer.get(bytes);
        out.accept(source(to, flags), bytes);
    }

    private PeerAddress other(PeerAddress to) {
        return Optional.of(to).filter(address -> isHost(address, first)).isPresent()
                ? second
                : first;
    }

    private static boolean isHost(PeerAddress one, PeerAddress other) {
        return one.withPort(0).equals(other.withPort(0));
    }

    private PeerAddress source(PeerAddress to, int flags) {
        PeerAddress host = (flags & CHANGE_ADDRESS) != 0 ? other(to) : to;
        int otherPort = to.port() == first.port() ? second.port() : first.port();
        return host.withPort((flags & CHANGE_PORT) != 0 ? otherPort : to.port());
    }

    private static byte[] value(PeerAddress address) {
        return ByteBuffer.allocate(8)
                .putShort((short) 1)
                .putShort((short) address.port())
                .put(address.addressBytes())
                .array();
    }
}
