package dev.rallypoint.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleTest {
    private static ByteBuffer hex(String bytes) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(bytes));
    }

    private static String written(ByteBuffer out) {
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    /** The golden bytes of docs/protocol/relay.md §4.2. */
    @Test
    void hasTheBytesOfTheDocument() {
        ByteBuffer out = ByteBuffer.allocate(64);

        Bundle.begin(out);
        Bundle.append(out, hex("03ff0305"));
        Bundle.append(out, hex("040704030201aa"));

        assertThat(written(out)).isEqualTo("10" + "0400" + "03ff0305" + "0700" + "040704030201aa");
    }

    @Test
    void leavesAnAppendedPayloadAsItWas() {
        ByteBuffer payload = hex("ffff0005aaff").position(2).limit(5);
        ByteBuffer out = ByteBuffer.allocate(64);

        Bundle.append(out, payload);

        assertThat(written(out)).isEqualTo("0300" + "0005aa");
        assertThat(payload.position()).isEqualTo(2);
        assertThat(payload.limit()).isEqualTo(5);
    }

    @Test
    void aLengthHasTwoBytes() {
        ByteBuffer out = ByteBuffer.allocate(1_200);

        Bundle.append(out, ByteBuffer.allocate(1_170));
        out.flip();

        assertThat(out.get(0)).isEqualTo((byte) 0x92);
        assertThat(out.get(1)).isEqualTo((byte) 0x04);
        assertThat(Bundle.nextBytes(out)).isEqualTo(1_170);
    }

    @ParameterizedTest
    @CsvSource({"'',-1", "02,-1", "0100,-1", "0200aa,-1", "ffff,-1", "0000,0", "0100aa,1"})
    void seesWhatIsCutShort(String rest, int bytes) {
        assertThat(Bundle.nextBytes(hex(rest))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"10,true", "1000,true", "'',false", "00,false", "11,false", "30,false", "90,false"})
    void isToldByItsFirstByte(String payload, boolean isBundle) {
        assertThat(Bundle.isBundle(hex(payload))).isEqualTo(isBundle);
    }

    @Test
    void isNoFramedPayload() {
        assertThat(FramedHeader.checkFromClient(hex("1000aa"))).isNotNull();
        assertThat(FramedHeader.checkFromRelay(hex("1000aa"))).isNotNull();
    }
}
