package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.PROTOCOL_ID;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.Frugal;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Connect tokens and packets, as they come and as somebody seals them who has the key. */
class NetcodeGuidedFuzzTest {
    private static final PacketType[] SEALED = {
        PacketType.DENIED,
        PacketType.CHALLENGE,
        PacketType.RESPONSE,
        PacketType.KEEP_ALIVE,
        PacketType.PAYLOAD,
        PacketType.DISCONNECT
    };
    private static final byte[] CHALLENGE_KEY = Fixtures.filled(32, 5);

    /** As a node has it; what is opened here was sealed by another, which the JDK insists on. */
    private final Aead aead = Aeads.ofNode();

    private final PacketCodec codec = new PacketCodec(aead, PROTOCOL_ID);
    private final PeerKeys keys = keys(aead, KEY_102, KEY_102);

    private static PeerKeys keys(Aead of, byte[] outgoing, byte[] incoming) {
        return new PeerKeys(NetcodeVersion.V1_02, of.key(incoming), of.key(outgoing));
    }

    private static ByteBuffer seal(
            PacketType type, long sequence, byte[] plain, byte[] outgoing, byte[] incoming) {
        Aead fresh = Aead.ofJdk();
        return copy(
                new PacketCodec(fresh, PROTOCOL_ID)
                        .seal(
                                type,
                                sequence,
                                keys(fresh, outgoing, incoming),
                                ByteBuffer.wrap(plain.clone())));
    }

    /** Also in its full length, which no fuzzer reaches by itself. */
    @FuzzTest
    void publicToken(byte[] bytes) {
        readPublic(bytes);
        readPublic(Arrays.copyOf(bytes, ConnectToken.BYTES));
    }

    private static void readPublic(byte[] bytes) {
        Optional<PublicConnectToken> read =
                Frugal.decode(bytes.length, 16, () -> PublicConnectToken.decode(bytes));
        if (read.isEmpty()) {
            return;
        }
        PublicConnectToken token = read.get();
        assertThat(token.lifetimeMs()).isNotNegative();
        ByteBuffer copy = ByteBuffer.allocate(ConnectToken.BYTES);
        token.encode(AddressList.Groups.LITTLE_ENDIAN, copy);
        // What is behind the keys is padding, and IPv4 may be written as IPv6.
        PublicConnectToken again = PublicConnectToken.decode(copy.array()).orElseThrow();
        assertThat(again.servers()).isEqualTo(token.servers());
        assertThat(again.header().nonce()).isEqualTo(token.header().nonce());
        assertThat(again.header().associatedData()).isEqualTo(token.header().associatedData());
        assertThat(again.privateData()).isEqualTo(token.privateData());
        assertThat(again.clientToServerKey()).isEqualTo(token.clientToServerKey());
        assertThat(again.serverToClientKey()).isEqualTo(token.serverToClientKey());
        assertThat(again.createdUnixSeconds()).isEqualTo(token.createdUnixSeconds());
        assertThat(again.timeoutSeconds()).isEqualTo(token.timeoutSeconds());
    }

    @FuzzTest
    void privateToken(byte[] bytes) {
        PrivateConnectToken.decode(ByteBuffer.wrap(bytes));
        byte[] whole = Arrays.copyOf(bytes, PrivateConnectToken.PLAIN_BYTES);
        Optional<PrivateConnectToken> read =
                Frugal.decode(
                        whole.length, 16, () -> PrivateConnectToken.decode(ByteBuffer.wrap(whole)));
        if (read.isEmpty()) {
            return;
        }
        PrivateConnectToken token = read.get();
        PrivateConnectToken again =
                PrivateConnectToken.decode(ByteBuffer.wrap(token.encode())).orElseThrow();
        assertThat(again.clientId()).isEqualTo(token.clientId());
        assertThat(again.timeoutSeconds()).isEqualTo(token.timeoutSeconds());
        assertThat(again.servers()).isEqualTo(token.servers());
        assertThat(again.userData()).isEqualTo(token.userData());
        assertThat(again.clientToServerKey()).isEqualTo(token.clientToServerKey());
        assertThat(again.serverToClientKey()).isEqualTo(token.serverToClientKey());
    }

    /** Without the key nothing gets past the tag, whoever reads. */
    @FuzzTest
    void packet(byte[] bytes) {
        ByteBuffer datagram = ByteBuffer.wrap(bytes);
        for (PacketType.Side side : PacketType.Side.values()) {
            DropReason refused =
                    Frugal.decode(bytes.length, 0, () -> codec.readHeader(datagram, side));
            if (refused == null) {
                assertThat(codec.open(keys)).isEqualTo(DropReason.BAD_TAG);
            }
            assertThat(datagram.position()).isZero();
            assertThat(datagram.limit()).isEqualTo(bytes.length);
        }
    }

    /** Whoever holds a token can seal anything; it is read as it was sealed. */
    @FuzzTest
    void sealedPacket(FuzzedDataProvider data) {
        PacketType type = SEALED[data.consumeInt(0, SEALED.length - 1)];
        long sequence = data.consumeLong();
        byte[] plain = data.consumeBytes(PacketType.MAX_PAYLOAD_BYTES);
        ByteBuffer datagram = seal(type, sequence, plain, KEY_102, KEY_102);
        PacketType.Side reader =
                type.isReadBy(PacketType.Side.SERVER)
                        ? PacketType.Side.SERVER
                        : PacketType.Side.CLIENT;
        DropReason refused = codec.readHeader(datagram, reader);
        assertThat(refused).isNull();
        assertThat(codec.type()).isEqualTo(type);
        assertThat(codec.sequence()).isEqualTo(sequence);
        assertThat(codec.open(keys)).isNull();
        assertThat(codec.plaintext().slice()).isEqualTo(ByteBuffer.wrap(plain));
        codec.checkSize(PacketType.MAX_PAYLOAD_BYTES);
    }

    /** Sealed by us alone, but opened from what a client sends back. */
    @FuzzTest
    void challenge(FuzzedDataProvider data) {
        long sequence = data.consumeLong();
        byte[] sent = data.consumeRemainingAsBytes();
        try (Aead.Key key = aead.key(CHALLENGE_KEY);
                Aead.Key sealing = Aead.ofJdk().key(CHALLENGE_KEY)) {
            assertThat(ChallengeToken.open(sequence, key, ByteBuffer.wrap(sent))).isEmpty();
            byte[] plain = Arrays.copyOf(sent, ChallengeToken.SEALED_BYTES - Aead.TAG_BYTES);
            ByteBuffer sealed =
                    ByteBuffer.allocate(ChallengeToken.SEALED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            sealing.seal(sequence + 1, ByteBuffer.allocate(0), ByteBuffer.wrap(plain), sealed);
            ChallengeToken opened =
                    ChallengeToken.open(sequence + 1, key, sealed.flip()).orElseThrow();
            assertThat(opened.clientId())
                    .isEqualTo(ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).getLong());
        }
    }

    /**
     * What a relay may say to a player, sealed and not, in any order: one state after the other,
     * and no payload that was not sealed.
     */
    @FuzzTest
    void client(FuzzedDataProvider data) {
        World world = new World(1, Conditions.PERFECT);
        byte[] token =
                ConnectToken.mint102(
                        Fixtures.contents(1, Fixtures.userData(1, 1)),
                        KEY_102,
                        new SeededEntropy(1));
        PublicConnectToken says = PublicConnectToken.decode(token).orElseThrow();
        World.Player player = world.player(token, CLIENT);
        world.run(data.consumeInt(0, 200));
        int sealedPayloads = 0;
        for (int i = 0; i < 12 && data.remainingBytes() > 0; i++) {
            PacketType type = SEALED[data.consumeInt(0, SEALED.length - 1)];
            boolean isSealed = data.consumeBoolean();
            byte[] bytes = data.consumeBytes(400);
            sealedPayloads += isSealed && type == PacketType.PAYLOAD ? 1 : 0;
            ByteBuffer datagram =
                    isSealed
                            ? seal(
                                    type,
                                    i,
                                    bytes,
                                    says.serverToClientKey(),
                                    says.clientToServerKey())
                            : ByteBuffer.wrap(bytes);
            player.client.onDatagram(SERVER, datagram, world.nowMs());
            world.run(data.consumeInt(0, 30) * 5L);
        }
        assertThat(player.payloads).hasSizeLessThanOrEqualTo(sealedPayloads);
        assertThat(player.client.state()).isNotNull();
    }

    /**
     * A player who holds the keys of a session and forges any source: no host but his own is sent
     * more than three times what seems to come from there, whatever he does.
     */
    @FuzzTest
    void roaming(FuzzedDataProvider data) {
        World world = new World(1, Conditions.PERFECT);
        World.Relay relay = world.relay(SERVER, 1);
        byte[] token =
                ConnectToken.mint102(
                        Fixtures.contents(1, Fixtures.userData(1, 1)),
                        KEY_102,
                        new SeededEntropy(1));
        HandmadeClient client = new HandmadeClient(world, relay, token, CLIENT);
        client.connect();
        Map<PeerAddress, Long> balance = new HashMap<>();
        world.network.setTap(
                (from, to, bytes) -> balance.merge(to, -(long) bytes.length, Long::sum));
        for (int i = 0; i < 24 && data.remainingBytes() > 0; i++) {
            PeerAddress from = PeerAddress.ofIpv4(data.consumeInt(1, 3), data.consumeInt(1, 2));
            byte[] datagram =
                    data.consumeBoolean()
                            ? data.consumeBytes(400)
                            : client.packetBytes(
                                    SEALED[data.consumeInt(0, SEALED.length - 1)],
                                    data.consumeInt(0, 8_000),
                                    data.consumeBytes(400));
            balance.merge(from, 3L * datagram.length, Long::sum);
            client.injectFrom(from, datagram);
            world.run(data.consumeInt(0, 80) * 5L);
            NetcodeSession session = relay.seats.get(1);
            for (int sends = data.consumeInt(0, 8); sends > 0 && session != null; sends--) {
                relay.server.send(session, ByteBuffer.allocate(900), world.nowMs());
            }
            assertThat(balanceByHost(balance))
                    .allSatisfy((host, left) -> assertThat(left).isNotNegative());
        }
    }

    /** Without the player's own host, which showed in the handshake that somebody is there. */
    private static Map<Long, Long> balanceByHost(Map<PeerAddress, Long> balance) {
        return balance.entrySet().stream()
                .filter(entry -> !entry.getKey().isSameSource(CLIENT))
                .collect(
                        Collectors.groupingBy(
                                entry -> entry.getKey().low(),
                                Collectors.summingLong(Map.Entry::getValue)));
    }

    private static ByteBuffer copy(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
