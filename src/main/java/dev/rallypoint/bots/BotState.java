package dev.rallypoint.bots;

import java.nio.ByteBuffer;

/**
 * What a simulated player sends: as large as a car's position, speed and controls.
 *
 * <pre>
 * 0 run i32 | 4 lobby i32 | 8 seat i32 | 12 sequence i32 | 16 send time i64, System.nanoTime | zeros
 * </pre>
 *
 * @param run made at random, so that states of another run are noticed
 * @param seat of the sender, which is his slot
 */
record BotState(int run, int lobby, int seat, int sequence, long sentNanos) {
    static final int BYTES = 64;

    void write(ByteBuffer out) {
        out.clear();
        out.putInt(run).putInt(lobby).putInt(seat).putInt(sequence).putLong(sentNanos);
        out.position(0).limit(BYTES);
    }

    /** Whether the body has a state's size. */
    static boolean fits(ByteBuffer body) {
        return body.remaining() == BYTES;
    }

    static BotState read(ByteBuffer body) {
        return new BotState(
                body.getInt(), body.getInt(), body.getInt(), body.getInt(), body.getLong());
    }
}
