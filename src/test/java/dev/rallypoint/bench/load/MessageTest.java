package dev.rallypoint.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    private static ByteBuffer message(int bytes) {
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Message.write(out, 3, 71, 9, 123_456_789_012L);
        return out.flip();
    }

    @ParameterizedTest
    @ValueSource(ints = {Message.MIN_BYTES, 33, 100, 1_200})
    void aMessageReadsAsItWasWritten(int bytes) {
        ByteBuffer message = message(bytes);
        assertThat(message.remaining()).isEqualTo(bytes);
        assertThat(Message.isWhole(message, bytes)).isTrue();
        assertThat(Message.run(message)).isEqualTo(3);
        assertThat(Message.sender(message)).isEqualTo(71);
        assertThat(Message.sequence(message)).isEqualTo(9);
        assertThat(Message.dueNanos(message)).isEqualTo(123_456_789_012L);
    }

    @Test
    void aChangedByteOfSenderSequenceOrPatternIsSeen() {
        for (int index : new int[] {4, 5, 8, 11, 24, 60, 99}) {
            ByteBuffer message = message(100);
            message.put(index, (byte) (message.get(index) ^ 1));
            assertThat(Message.isWhole(message, 100)).as("byte %d", index).isFalse();
        }
    }

    @Test
    void aCutOrLongerMessageIsSeen() {
        assertThat(Message.isWhole(message(99), 100)).isFalse();
        assertThat(Message.isWhole(message(101), 100)).isFalse();
        assertThat(Message.isWhole(ByteBuffer.allocate(0), 100)).isFalse();
    }
}
