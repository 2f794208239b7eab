package dev.rallypoint.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MotionStateTest {
    /** The golden bytes of docs/protocol/state.md §2. */
    private static final String BYTES =
            "0807060504030201"
                    + "0000803f000000c00000003f"
                    + "0000204100000000000020c1"
                    + "000000000000ff7f"
                    + "03000201";

    @Test
    void isWrittenAndReadAsTheDocumentSays() {
        MotionState state = new MotionState();
        state.clientMicros = 0x0102030405060708L;
        state.x = 1;
        state.y = -2;
        state.z = 0.5f;
        state.velocityX = 10;
        state.velocityZ = -10;
        state.checkpoints = 3;
        state.respawns = 2;
        state.paused = true;
        ByteBuffer out = ByteBuffer.allocate(MotionState.BYTES);
        state.write(out);
        assertThat(HexFormat.of().formatHex(out.array())).isEqualTo(BYTES);

        MotionState read = new MotionState();
        read.read(out.flip());
        assertThat(read).usingRecursiveComparison().isEqualTo(state);
        assertThat(out.hasRemaining()).isFalse();
    }

    @Test
    void largeCountsWrap() {
        MotionState state = new MotionState();
        state.checkpoints = 65_537;
        state.respawns = 258;
        ByteBuffer out = ByteBuffer.allocate(MotionState.BYTES);
        state.write(out);
        MotionState read = new MotionState();
        read.read(out.flip());

        assertThat(read.checkpoints).isEqualTo(1);
        assertThat(read.respawns).isEqualTo(2);
    }
}
