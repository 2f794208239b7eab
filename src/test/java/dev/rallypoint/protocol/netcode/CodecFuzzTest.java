package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No input makes a codec throw, and what was encoded decodes to itself. */
class CodecFuzzTest {
    private static final int ROUNDS = 20_000;

    /** Read by a node, written by a player. */
    private final Aead node = Aeads.ofNode();

    private final PeerKeys keys = keys(node);
    private final PacketCodec codec = new PacketCodec(node, Fixtures.PROTOCOL_ID);

    private static PeerKeys keys(Aead aead) {
        byte[] key = Fixtures.filled(32, 1);
        return new PeerKeys(NetcodeVersion.V1_02, aead.key(key), aead.key(key));
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static PeerAddress address(Random random) {
        int port = random.nextInt(65_536);
        return random.nextBoolean()
                ? PeerAddress.ofIpv4(random.nextInt(), port)
                : new PeerAddress(random.nextLong(), random.nextLong(), port);
    }

    private static List<PeerAddress> addresses(Random random) {
        List<PeerAddress> addresses = new ArrayList<>();
        for (int count = 1 + random.nextInt(32); count > 0; count--) {
            addresses.add(address(random));
        }
        return addresses;
    }

    @Test
    void anyBytesAsPacketAreReadOrRefused() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] bytes = bytes(random, random.nextInt(1400));
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) (1 + random.nextInt(6) | (1 + random.nextInt(8)) << 4);
            }
            for (PacketType.Side side : PacketType.Side.values()) {
                DropReason refusal = codec.readHeader(ByteBuffer.wrap(bytes), side);
                if (refusal == null) {
                    assertThat(codec.open(keys)).as("seed %d", seed).isEqualTo(DropReason.BAD_TAG);
                }
            }
        }
    }

    @Test
    void everyPacketDecodesToWhatWasEncoded() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            PacketType type = PacketType.ofWire(1 + random.nextInt(6));
            long sequence = random.nextLong() >>> random.nextInt(64);
            byte[] plaintext = bytes(random, 1 + random.nextInt(1300));
            Aead player = Aead.ofJdk();
            ByteBuffer datagram =
                    new PacketCodec(player, Fixtures.PROTOCOL_ID)
                            .seal(type, sequence, keys(player), ByteBuffer.wrap(plaintext));
            int sequenceBytes = (datagram.get(0) & 0xF0) >>> 4;
            assertThat(datagram.remaining()).isEqualTo(1 + sequenceBytes + plaintext.length + 16);
            PacketType.Side side =
                    type.isReadBy(PacketType.Side.SERVER)
                            ? PacketType.Side.SERVER
                            : PacketType.Side.CLIENT;
            assertThat(codec.readHeader(datagram, side)).as("seed %d", seed).isNull();
            assertThat(codec.type()).isEqualTo(type);
            assertThat(codec.sequence()).as("seed %d", seed).isEqualTo(sequence);
            assertThat(codec.open(keys)).as("seed %d", seed).isNull();
            assertThat(codec.plaintext()).isEqualTo(ByteBuffer.wrap(plaintext));
        }
    }

    @Test
    void aSequenceTakesAsFewBytesAsItNeeds() {
        assertThat(PacketCodec.sequenceBytes(0)).isEqualTo(1);
        for (int bits = 1; bits <= 64; bits++) {
            long highest = -1L >>> (64 - bits);
            assertThat(PacketCodec.sequenceBytes(highest)).isEqualTo((bits + 7) / 8);
            assertThat(PacketCodec.sequenceBytes(highest ^ highest >>> 1))
                    .isEqualTo((bits + 7) / 8);
        }
    }

    @Test
    void everyTokenDecodesToWhatWasMinted() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            ConnectToken.Contents contents =
                    new ConnectToken.Contents(
                            random.nextLong(),
                            Fixtures.NOW_S,
                            Fixtures.NOW_S + random.nextInt(1000),
                            random.nextLong(),
                            random.nextInt(),
                            addresses(random),
                            addresses(random),
                            bytes(random, 256));
            boolean isNew = random.nextBoolean();
            byte[] key = bytes(random, 32);
            SeededEntropy entropy = new SeededEntropy(seed);
            byte[] minted =
                    isNew
                            ? ConnectToken.mint102(contents, key, entropy)
                            : ConnectToken.mint101(contents, random.nextLong(), key, entropy);
            assertSays(minted, contents, key);
        }
    }

    private static void assertSays(byte[] minted, ConnectToken.Contents contents, byte[] key) {
        PublicConnectToken token = PublicConnectToken.decode(minted).orElseThrow();
        assertThat(token.header().protocolId()).isEqualTo(contents.protocolId());
        assertThat(token.header().expiresUnixSeconds()).isEqualTo(contents.expiresUnixSeconds());
        assertThat(token.createdUnixSeconds()).isEqualTo(contents.createdUnixSeconds());
        assertThat(token.timeoutSeconds()).isEqualTo(contents.timeoutSeconds());
        assertThat(token.servers()).isEqualTo(contents.publicServers());
        ByteBuffer sealed = ByteBuffer.wrap(token.privateData());
        PrivateConnectToken secret =
                PrivateConnectToken.open(token.header(), key, sealed, Aead.ofJdk())
                        .flatMap(PrivateConnectToken::decode)
                        .orElseThrow();
        assertThat(secret.clientId()).isEqualTo(contents.clientId());
        assertThat(secret.timeoutSeconds()).isEqualTo(contents.timeoutSeconds());
        assertThat(secret.servers()).isEqualTo(contents.relayWhitelist());
        assertThat(secret.userData()).isEqualTo(contents.userData());
        assertThat(secret.clientToServerKey()).isEqualTo(token.clientToServerKey());
        assertThat(secret.serverToClientKey()).isEqualTo(token.serverToClientKey());
        ByteBuffer again = ByteBuffer.allocate(ConnectToken.BYTES);
        token.encode(AddressList.Groups.LITTLE_ENDIAN, again);
        assertThat(again.array()).isEqualTo(minted);
    }

    @Test
    void anyBytesAsTokenAreReadOrRefused() {
        byte[] genuine =
                ConnectToken.mint102(
                        Fixtures.contents(1, new byte[256]),
                        Fixtures.KEY_102,
                        new SeededEntropy(1));
        int read = 0;
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] token = genuine.clone();
            int at = random.nextBoolean() ? 1085 + random.nextInt(30) : random.nextInt(2048);
            token[at] = (byte) random.nextInt();
            if (PublicConnectToken.decode(token).isPresent()) {
                read++;
            }
            assertThat(PublicConnectToken.decode(bytes(random, random.nextInt(4096)))).isEmpty();
            PrivateConnectToken.decode(ByteBuffer.wrap(bytes(random, 1008)));
            byte[] few = bytes(random, 1008);
            few[12] = (byte) random.nextInt(40);
            few[13] = few[14] = few[15] = 0;
            PrivateConnectToken.decode(ByteBuffer.wrap(few));
        }
        assertThat(read).isBetween(1, ROUNDS - 1);
    }

    @Test
    void aChallengeDecodesToWhatWasSealedAndAnyOtherBytesAreRefused() {
        Aead.Key key = node.key(Fixtures.filled(32, 5));
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            long clientId = random.nextLong();
            byte[] userData = bytes(random, 256);
            ByteBuffer sealed = ByteBuffer.allocate(ChallengeToken.SEALED_BYTES);
            new ChallengeToken(clientId, userData).seal(seed, key, sealed);
            ChallengeToken opened = ChallengeToken.open(seed, key, sealed.flip()).orElseThrow();
            assertThat(opened.isFor(clientId, userData)).as("seed %d", seed).isTrue();
            sealed.put(random.nextInt(300), (byte) (sealed.get(0) + 1));
            assertThat(ChallengeToken.open(seed + 1, key, sealed)).isEmpty();
            byte[] any = bytes(random, random.nextInt(400));
            assertThat(ChallengeToken.open(seed, key, ByteBuffer.wrap(any))).isEmpty();
        }
    }
}
