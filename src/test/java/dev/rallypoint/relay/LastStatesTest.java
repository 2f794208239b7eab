package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LastStatesTest {
    private final LastStates states = new LastStates();

    private static ByteBuffer state(int sequence, int bodyBytes) {
        ByteBuffer payload = ByteBuffer.allocate(FramedHeader.STATE_BYTES + bodyBytes);
        FramedHeader.writeState(payload, Destination.ALL, 0, sequence);
        return payload.rewind();
    }

    @Test
    void keepsTheNewestWhateverTheOrderOfArrival() {
        states.keep(3, state(5, 10));
        states.keep(3, state(7, 20));
        states.keep(3, state(6, 30));

        assertThat(states.of(3)).isEqualTo(state(7, 20));
    }

    @Test
    void goesOnAfterTheSequenceWrapped() {
        states.keep(3, state(0xFFFF_FFFF, 4));
        states.keep(3, state(0, 2));

        assertThat(states.of(3)).isEqualTo(state(0, 2));
    }

    @Test
    void keepsACopyOfItsOwn() {
        ByteBuffer payload = state(1, 1);
        states.keep(0, payload);
        payload.put(FramedHeader.STATE_BYTES, (byte) 99);

        assertThat(states.of(0)).isEqualTo(state(1, 1));
    }

    @Test
    void aNewPlayerInTheSlotCountsFromAnywhere() {
        states.keep(63, state(1_000, 4));
        states.forget(63);
        assertThat(states.of(63).hasRemaining()).isFalse();

        states.keep(63, state(1, 4));

        assertThat(states.of(63)).isEqualTo(state(1, 4));
    }
}
