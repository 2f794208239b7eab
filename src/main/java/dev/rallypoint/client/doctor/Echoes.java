package dev.rallypoint.client.doctor;

import dev.rallypoint.client.RelayListener;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Numbered messages and how long they were on their way: both ends are on this machine, so one
 * clock measures the whole round over the relay.
 */
final class Echoes implements RelayListener {
    private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES;

    private final Map<Integer, Long> arrivedAfterNanos =
            Collections.synchronizedMap(new HashMap<>());
    private volatile OptionalInt slot = OptionalInt.empty();

    @Override
    public void onConnected(int takenSlot, int slots) {
        slot = OptionalInt.of(takenSlot);
    }

    @Override
    public void onMessage(int fromSlot, ByteBuffer body) {
        if (body.remaining() >= HEADER_BYTES) {
            int number = body.getInt();
            arrivedAfterNanos.putIfAbsent(number, System.nanoTime() - body.getLong());
        }
    }

    /** Of who gets the messages; empty before he is connected. */
    OptionalInt slot() {
        return slot;
    }

    /**
     * @param bytes of the body, at least 12
     */
    static ByteBuffer message(int number, int bytes) {
        return ByteBuffer.allocate(bytes)
                .putInt(number)
                .putLong(System.nanoTime())
                .position(bytes)
                .flip();
    }

    /** Nanoseconds on the way; empty if it has not arrived. */
    Optional<Long> nanosOf(int number) {
        return Optional.ofNullable(arrivedAfterNanos.get(number));
    }
}
