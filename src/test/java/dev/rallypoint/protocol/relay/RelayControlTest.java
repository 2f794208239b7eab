package dev.rallypoint.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.relay.RelayControl.Kind;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayControlTest {
    private final ByteBuffer out = ByteBuffer.allocate(RelayControl.MAX_BYTES);

    private String written() {
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    @Test
    void hasTheBytesOfTheStandard() {
        RelayControl.writeClockRequest(out, 0x0102030405060708L);
        assertThat(written()).isEqualTo("0300010807060504030201");

        RelayControl.writeClockReply(out.clear(), 0x0102030405060708L, 0x1112131415161718L);
        assertThat(written()).isEqualTo("03ff0208070605040302011817161514131211");

        RelayControl.writePeerConnected(out.clear(), 5);
        assertThat(written()).isEqualTo("03ff0305");

        RelayControl.writePeerDisconnected(out.clear(), 63);
        assertThat(written()).isEqualTo("03ff043f");
    }

    @Test
    void readsWhatItWrote() {
        RelayControl.writeClockReply(out, -1, 1_790_000_000_123_456L);
        out.flip();

        assertThat(RelayControl.kind(out)).contains(Kind.CLOCK_REPLY);
        assertThat(RelayControl.clientMicros(out)).isEqualTo(-1);
        assertThat(RelayControl.relayMicros(out)).isEqualTo(1_790_000_000_123_456L);

        RelayControl.writePeerConnected(out.clear(), 63);
        out.flip();
        assertThat(RelayControl.kind(out)).contains(Kind.PEER_CONNECTED);
        assertThat(RelayControl.peerSlot(out)).isEqualTo(63);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0300", // no kind
                "030000",
                "030005",
                "0300ff", // unknown kinds
                "030001",
                "03000101020304050607",
                "0300010102030405060708ff", // wrong sizes
                "0700010102030405060708", // not unreliable
            })
    void refusesWhatIsNoControlMessage(String hex) {
        assertThat(RelayControl.kind(ByteBuffer.wrap(HexFormat.of().parseHex(hex)))).isEmpty();
    }

    @Test
    void noBytesMakeTheCodecsThrow() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            ByteBuffer payload = ByteBuffer.wrap(bytes);

            if (FramedHeader.checkFromClient(payload) == null
                    && FramedHeader.checkFromRelay(payload) == null) {
                FramedHeader.bodyIndex(payload);
            }
            if (payload.remaining() >= FramedHeader.BYTES
                    && FramedHeader.checkFromRelay(payload) == null) {
                RelayControl.kind(payload);
            }
        }
    }
}
