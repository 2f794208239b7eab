package dev.rallypoint.relay;

import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.nio.ByteBuffer;

/** The newest state payload of each slot, as it was forwarded. */
final class LastStates {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    /** Position 0 to limit is the payload; null = none yet. */
    private final ByteBuffer[] states = new ByteBuffer[MatchTicket.MAX_SLOTS];

    /** Keeps a copy unless the one at hand is newer. */
    void keep(int slot, ByteBuffer payload) {
        ByteBuffer kept = states[slot];
        int sequence = FramedHeader.stateSequence(payload);
        if (kept != null
                && kept.hasRemaining()
                && !FramedHeader.isNewer(sequence, FramedHeader.stateSequence(kept))) {
            return;
        }
        if (kept == null || kept.capacity() < payload.remaining()) {
            kept = ByteBuffer.allocate(payload.remaining());
            states[slot] = kept;
        }
        kept.clear().limit(payload.remaining());
        kept.put(0, payload, payload.position(), payload.remaining());
    }

    /** The payload; empty if there is none. */
    ByteBuffer of(int slot) {
        return states[slot] == null ? NONE : states[slot];
    }

    /** The next player in this slot counts from anywhere. */
    void forget(int slot) {
        states[slot] = null;
    }
}
