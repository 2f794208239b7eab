package dev.rallypoint.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.FramedHeader.Channel;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramedHeaderTest {
    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static String written(ByteBuffer out) {
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    @ParameterizedTest
    @CsvSource({
        "ALL,UNRELIABLE,0,0000",
        "SLOT,UNRELIABLE,7,0107",
        "HOST,UNRELIABLE,0,0200",
        "RELAY,UNRELIABLE,0,0300",
        "ALL,STATE,0,0400",
        "SLOT,RELIABLE,63,093f",
    })
    void hasTheBytesOfTheStandard(
            Destination destination, Channel channel, int slot, String expected) {
        ByteBuffer out = ByteBuffer.allocate(2);

        FramedHeader.write(out, destination, channel, slot);

        assertThat(written(out)).isEqualTo(expected);
        assertThat(FramedHeader.destination(out.rewind())).isEqualTo(destination);
        assertThat(FramedHeader.channel(out)).isEqualTo(channel);
        assertThat(FramedHeader.slot(out)).isEqualTo(slot);
    }

    @Test
    void writesTheStateSequenceLittleEndianWhateverTheOrderOfTheBuffer() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer out = ByteBuffer.allocate(6).order(order);

            FramedHeader.writeState(out, Destination.ALL, 0, 0x01020304);

            assertThat(written(out)).isEqualTo("040004030201");
            assertThat(FramedHeader.stateSequence(out.rewind())).isEqualTo(0x01020304);
            assertThat(FramedHeader.bodyIndex(out)).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00", // no whole header
                "1000",
                "2000",
                "4000",
                "8000",
                "f000", // reserved bits
                "0c00",
                "0f00", // the reserved channel
                "0001",
                "0201",
                "0301", // a slot nobody asked for
                "0400010203", // a state without its sequence
            })
    void refusesWhatAClientMayNotSend(String hex) {
        assertThat(FramedHeader.checkFromClient(bytes(hex))).isEqualTo(DropReason.BAD_FRAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "0000ff", "01ff", "0200", "0300", "040000000000", "0800"})
    void takesAWholeHeaderEvenWithoutBody(String hex) {
        assertThat(FramedHeader.checkFromClient(bytes(hex))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0040", "00ff", "0300", "0340", "1000", "0c00", "0405010203"})
    void aClientRefusesARelayThatSpeaksForNobody(String hex) {
        assertThat(FramedHeader.checkFromRelay(bytes(hex))).isEqualTo(DropReason.BAD_FRAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "003f", "0105", "0205", "03ff01", "040500000000"})
    void aClientTakesAnySlotAndTheRelayAsSource(String hex) {
        assertThat(FramedHeader.checkFromRelay(bytes(hex))).isNull();
    }

    @Test
    void readsFromThePositionAndNotFromTheStartOfTheBuffer() {
        ByteBuffer payload = bytes("ffff0107aabb").position(2);

        assertThat(FramedHeader.checkFromClient(payload)).isNull();
        assertThat(FramedHeader.slot(payload)).isEqualTo(7);
        FramedHeader.setSource(payload, 3);

        assertThat(payload.position()).isEqualTo(2);
        assertThat(HexFormat.of().formatHex(payload.array())).isEqualTo("ffff0103aabb");
    }

    @ParameterizedTest
    @CsvSource({
        "1,0,true",
        "0,1,false",
        "5,5,false",
        "0,-1,true",
        "-2147483648,2147483647,true",
        "2147483647,-2147483648,false",
        "-2147483648,0,false",
    })
    void comparesStateSequencesAcrossTheWrap(int candidate, int current, boolean newer) {
        assertThat(FramedHeader.isNewer(candidate, current)).isEqualTo(newer);
    }
}
