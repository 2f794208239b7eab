package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Speaks to a server core packet by packet, so that a test can do what no client would. */
final class HandmadeClient {
    final PublicConnectToken token;
    final PeerAddress address;
    final List<PacketType> received = new ArrayList<>();
    final List<Long> sequences = new ArrayList<>();
    final List<byte[]> challenges = new ArrayList<>();
    private final World.Relay relay;
    private final PeerKeys keys;
    private final Aead aead = Aead.ofJdk();
    private final PacketCodec codec = new PacketCodec(aead, Fixtures.PROTOCOL_ID);
    private final World world;
    long sequence;

    HandmadeClient(World world, World.Relay relay, byte[] token, PeerAddress address) {
        this.world = world;
        this.relay = relay;
        this.address = address;
        this.token = PublicConnectToken.decode(token).orElseThrow();
        keys = PeerKeys.ofClient(this.token, aead);
        world.network.attach(address, (from, datagram, nowMs) -> onDatagram(datagram));
    }

    private void onDatagram(ByteBuffer datagram) {
        if (codec.readHeader(datagram, PacketType.Side.CLIENT) == null
                && codec.open(keys) == null) {
            received.add(codec.type());
            sequences.add(codec.sequence());
            if (codec.type() == PacketType.CHALLENGE) {
                byte[] challenge = new byte[codec.plaintext().remaining()];
                codec.plaintext().get(challenge);
                challenges.add(challenge);
            }
        }
    }

    byte[] requestBytes() {
        ByteBuffer request = ByteBuffer.allocate(token.header().version().requestBytes());
        ConnectRequest.write(token.header(), token.privateData(), request);
        return request.array();
    }

    byte[] packetBytes(PacketType type, byte[] plaintext) {
        return packetBytes(type, sequence++, plaintext);
    }

    byte[] packetBytes(PacketType type, long withSequence, byte[] plaintext) {
        // An Aead of its own: tests repeat sequences, as no client would.
        Aead fresh = Aead.ofJdk();
        ByteBuffer sealed =
                new PacketCodec(fresh, Fixtures.PROTOCOL_ID)
                        .seal(
                                type,
                                withSequence,
                                PeerKeys.ofClient(token, fresh),
                                ByteBuffer.wrap(plaintext));
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        return bytes;
    }

    byte[] payloadBytes(long withSequence, String text) {
        return packetBytes(PacketType.PAYLOAD, withSequence, text.getBytes());
    }

    /** Straight into the server, from this client's address; then what it answers arrives. */
    void inject(byte[] datagram) {
        injectFrom(address, datagram);
    }

    void injectFrom(PeerAddress from, byte[] datagram) {
        relay.server.onDatagram(
                from, ByteBuffer.wrap(datagram).order(ByteOrder.BIG_ENDIAN), world.nowMs());
        world.network.advanceTo(world.nowMs() + 2);
    }

    void request() {
        inject(requestBytes());
    }

    void respond() {
        inject(packetBytes(PacketType.RESPONSE, challenges.get(challenges.size() - 1)));
    }

    void connect() {
        request();
        respond();
    }

    long count(PacketType type) {
        return received.stream().filter(t -> t == type).count();
    }
}
