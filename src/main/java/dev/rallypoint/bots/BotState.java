package dev.rallypoint.bots;

import dev.rallypoint.protocol.relay.MotionState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a simulated player sends: who sent what, and how his car moves, which the server checks
 * (game mode {@code bots}).
 *
 * <pre>
 * 0 run i32 | 4 lobby i32 | 8 seat i32 | 12 sequence i32 | 16 MotionState, 44 bytes | zeros
 * </pre>
 *
 * @param run made at random, so that states of another run are noticed
 * @param seat of the sender, which is his slot
 * @param sentMicros the client time of the motion: System.nanoTime() in microseconds
 */
record BotState(int run, int lobby, int seat, int sequence, long sentMicros) {
    static final int BYTES = 64;
    private static final int MOTION_INDEX = 16;

    /** With a motion whose client time is {@link #sentMicros}. */
    void write(ByteBuffer out, MotionState motion) {
        out.clear();
        out.putInt(run).putInt(lobby).putInt(seat).putInt(sequence);
        motion.clientMicros = sentMicros;
        motion.write(out);
        out.position(0).limit(BYTES);
    }

    /** Whether the body has a state's size. */
    static boolean fits(ByteBuffer body) {
        return body.remaining() == BYTES;
    }

    static BotState read(ByteBuffer body) {
        int from = body.position();
        long sentMicros = body.getLong(from + MOTION_INDEX);
        return new BotState(
                body.getInt(),
                body.getInt(),
                body.getInt(),
                body.getInt(),
                body.order() == ByteOrder.BIG_ENDIAN ? Long.reverseBytes(sentMicros) : sentMicros);
    }
}
