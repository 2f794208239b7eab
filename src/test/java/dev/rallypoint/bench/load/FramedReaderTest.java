package dev.rallypoint.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.RelayControl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramedReaderTest {
    private final List<Integer> sequences = new ArrayList<>();
    private int foreign;
    private final MessageReader reader = new FramedReader();
    private final MessageReader.Sink sink =
            new MessageReader.Sink() {
                @Override
                public void onMessage(ByteBuffer message) {
                    assertThat(Message.isWhole(message, 100)).isTrue();
                    sequences.add(Message.sequence(message));
                }

                @Override
                public void onForeign() {
                    foreign++;
                }
            };

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(2_048).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer forwarded(int sequence) {
        ByteBuffer out = buffer();
        reader.writeHeader(out);
        out.limit(out.position() + 100);
        Message.write(out, 1, 2, sequence, 3);
        out.flip();
        FramedHeader.setSource(out, 2);
        return out;
    }

    @Test
    void whatIsWrittenForTheRelayIsReadWhenItComesBack() {
        reader.read(forwarded(7), sink);
        assertThat(sequences).containsExactly(7);
        assertThat(foreign).isZero();
    }

    @Test
    void whatTheRelaySaysIsNoMessage() {
        ByteBuffer news = buffer();
        RelayControl.writePeerConnected(news, 3);
        reader.read(news.flip(), sink);
        assertThat(sequences).isEmpty();
        assertThat(foreign).isZero();
    }

    @Test
    void aPayloadWithReservedBitsIsForeign() {
        ByteBuffer broken = forwarded(7);
        broken.put(0, (byte) 0x80);
        reader.read(broken, sink);
        assertThat(foreign).isEqualTo(1);
    }
}
