package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages that tests send, and a way out that keeps what was sent. */
final class Requests {
    static final TransactionId ID = new TransactionId(0x0A0B0C0D, 0x0102030405060708L);
    static final PeerAddress IPV4 = PeerAddress.parse("192.0.2.7:40000");
    static final PeerAddress IPV6 = PeerAddress.parse("[2001:db8::7]:40000");

    private Requests() {}

    static StunWriter request() {
        return new StunWriter(65_536).begin(StunClass.REQUEST, StunMessage.BINDING, ID);
    }

    static byte[] bytes(StunWriter writer) {
        return bytes(writer.message());
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static StunMessage parsed(StunWriter writer) {
        return StunMessage.parse(ByteBuffer.wrap(bytes(writer))).orElseThrow();
    }

    /** As RFC 3489 clients send it: 16 bytes of transaction id, no cookie. */
    static StunMessage classic(StunWriter writer) {
        byte[] bytes = bytes(writer);
        ByteBuffer.wrap(bytes).putInt(StunMessage.COOKIE_AT, 0x12345678);
        return StunMessage.parse(ByteBuffer.wrap(bytes)).orElseThrow();
    }

    /** A Binding request with up to eight attributes of any type and length. */
    static StunWriter random(Random random) {
        StunWriter writer = request();
        for (int i = random.nextInt(9); i > 0; i--) {
            int type = random.nextBoolean() ? random.nextInt(0x40) : random.nextInt(0x10000);
            byte[] value = new byte[random.nextInt(4) == 0 ? random.nextInt(300) : 0];
            random.nextBytes(value);
            writer.attribute(type, value);
        }
        if (random.nextBoolean()) {
            Fingerprint.append(writer);
        }
        return writer;
    }

    /** Keeps copies of what a core sends. */
    static final class Sent implements Transmit {
        final List<PeerAddress> receivers = new ArrayList<>();
        final List<byte[]> datagrams = new ArrayList<>();

        @Override
        public void send(PeerAddress to, ByteBuffer datagram) {
            receivers.add(to);
            datagrams.add(bytes(datagram));
        }

        StunMessage only() {
            if (datagrams.size() != 1) {
                throw new AssertionError("sent " + datagrams.size() + " datagrams, not 1");
            }
            return StunMessage.parse(ByteBuffer.wrap(datagrams.get(0))).orElseThrow();
        }
    }
}
