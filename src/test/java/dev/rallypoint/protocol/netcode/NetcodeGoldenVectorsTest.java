package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every byte of tokens and packets for fixed keys: a change of the wire cannot go unnoticed. */
class NetcodeGoldenVectorsTest {
    private static final long SEQUENCE = 0x1234;
    private static final byte[] CLIENT_KEY = Fixtures.filled(32, 0x11);
    private static final byte[] SERVER_KEY = Fixtures.filled(32, 0x22);
    private static final byte[] CHALLENGE_KEY = Fixtures.filled(32, 0x33);

    private static byte[] userData() {
        byte[] data = new byte[256];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        return data;
    }

    private static ConnectToken.Contents contents() {
        List<PeerAddress> servers = List.of(Fixtures.SERVER, Fixtures.SERVER_6);
        return new ConnectToken.Contents(
                Fixtures.PROTOCOL_ID,
                Fixtures.NOW_S,
                Fixtures.NOW_S + 45,
                0x0102030405060708L,
                5,
                servers,
                List.of(Fixtures.SERVER_6, Fixtures.SERVER),
                userData());
    }

    private static Map<String, byte[]> tokens() {
        Map<String, byte[]> tokens = new LinkedHashMap<>();
        SeededEntropy entropy = new SeededEntropy(102);
        tokens.put("token102", ConnectToken.mint102(contents(), Fixtures.KEY_102, entropy));
        tokens.put("token101", ConnectToken.mint101(contents(), 77, Fixtures.KEY_101, entropy));
        tokens.put("tokenRenet", ConnectToken.mintRenet(contents(), Fixtures.KEY_102, entropy));
        for (String version : List.of("102", "101")) {
            PublicConnectToken token =
                    PublicConnectToken.decode(tokens.get("token" + version)).orElseThrow();
            ByteBuffer request = ByteBuffer.allocate(token.header().version().requestBytes());
            ConnectRequest.write(token.header(), token.privateData(), request);
            tokens.put("request" + version, request.array());
        }
        return tokens;
    }

    private static Map<String, byte[]> packets(Aeads aead) {
        Map<String, byte[]> packets = new LinkedHashMap<>();
        for (NetcodeVersion version : NetcodeVersion.values()) {
            for (PacketType type : PacketType.values()) {
                if (type != PacketType.REQUEST) {
                    packets.put(type + "." + version, packet(aead.make(), version, type));
                }
            }
        }
        return packets;
    }

    private static byte[] packet(Aead aead, NetcodeVersion version, PacketType type) {
        byte[] key = type.isReadBy(PacketType.Side.SERVER) ? CLIENT_KEY : SERVER_KEY;
        PeerKeys keys = new PeerKeys(version, aead.key(key), aead.key(key));
        PacketCodec codec = new PacketCodec(aead, Fixtures.PROTOCOL_ID);
        ByteBuffer datagram = codec.seal(type, SEQUENCE, keys, plaintext(aead, type));
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return bytes;
    }

    private static ByteBuffer plaintext(Aead aead, PacketType type) {
        ByteBuffer out = ByteBuffer.allocate(308).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case CHALLENGE, RESPONSE -> {
                out.putLong(99);
                new ChallengeToken(0x0102030405060708L, userData())
                        .seal(99, aead.key(CHALLENGE_KEY), out);
            }
            case KEEP_ALIVE -> out.putInt(3).putInt(16);
            case PAYLOAD -> out.put(new byte[] {'r', 'a', 'l', 'l', 'y'});
            default -> out.position(0);
        }
        return out.flip();
    }

    private static void assertSame(Map<String, byte[]> actual, Vectors expected) {
        HexFormat hex = HexFormat.of();
        actual.forEach(
                (name, bytes) ->
                        assertThat(name + " = " + hex.formatHex(bytes))
                                .isEqualTo(name + " = " + hex.formatHex(expected.get(name))));
        assertThat(expected.values().keySet()).isEqualTo(actual.keySet());
    }

    @Test
    void tokensAndRequestsOfBothVersionsHaveTheirRecordedBytes() {
        assertSame(tokens(), Vectors.load("tokens.txt"));
    }

    @ParameterizedTest
    @EnumSource
    void theRecordedTokensOpen(Aeads aead) {
        for (String version : List.of("102", "101")) {
            PublicConnectToken token =
                    PublicConnectToken.decode(Vectors.load("tokens.txt").get("token" + version))
                            .orElseThrow();
            byte[] key = version.equals("102") ? Fixtures.KEY_102 : Fixtures.KEY_101;
            ByteBuffer sealed = ByteBuffer.wrap(token.privateData());
            PrivateConnectToken secret =
                    PrivateConnectToken.open(token.header(), key, sealed, aead.make())
                            .flatMap(PrivateConnectToken::decode)
                            .orElseThrow();
            assertThat(secret.userData()).isEqualTo(userData());
            assertThat(secret.seal(token.header(), key, aead.make()))
                    .isEqualTo(token.privateData());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEncryptedPacketOfBothVersionsHasItsRecordedBytes(Aeads aead) {
        assertSame(packets(aead), Vectors.load("packets.txt"));
    }

    @Test
    void everyPacketHasTheSizeOfTheStandard() {
        Vectors tokens = Vectors.load("tokens.txt");
        assertThat(tokens.get("token102")).hasSize(2048);
        assertThat(tokens.get("token101")).hasSize(2048);
        assertThat(tokens.get("tokenRenet")).hasSize(2056);
        assertThat(tokens.get("request102")).hasSize(1078);
        assertThat(tokens.get("request101")).hasSize(1062);
        Vectors packets = Vectors.load("packets.txt");
        int overhead = 1 + 2 + 16;
        assertThat(packets.get("DENIED.V1_02")).hasSize(overhead);
        assertThat(packets.get("CHALLENGE.V1_02")).hasSize(overhead + 308);
        assertThat(packets.get("RESPONSE.V1_02")).hasSize(overhead + 308);
        assertThat(packets.get("KEEP_ALIVE.V1_02")).hasSize(overhead + 8);
        assertThat(packets.get("PAYLOAD.V1_02")).hasSize(overhead + 5);
        assertThat(packets.get("DISCONNECT.V1_02")).hasSize(overhead);
    }
}
