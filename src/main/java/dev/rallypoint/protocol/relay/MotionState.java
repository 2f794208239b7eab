package dev.rallypoint.protocol.relay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a vehicle moves, in the standard layout of state messages (docs/protocol/state.md §2): a game
 * that sends it can be checked without a layout of its own. Mutable, so that a sender needs one
 * only.
 *
 * <pre>
 * 0 client time u64 µs | 8 position 3 f32 m | 20 velocity 3 f32 m/s | 32 rotation 4 i16 (x, y, z, w
 * times 32767) | 40 checkpoints u16 | 42 respawns u8 | 43 flags u8: bit 0 paused
 * </pre>
 */
public final class MotionState {
    public static final int BYTES = 44;

    /** A unit quaternion's 1 on the wire. */
    public static final int ROTATION_SCALE = 32_767;

    public static final int PAUSED = 1;

    /**
     * When the position was true, by a clock of the player that is never set: the monotonic one.
     */
    public long clientMicros;

    public float x;
    public float y;
    public float z;
    public float velocityX;
    public float velocityY;
    public float velocityZ;
    public float rotationX;
    public float rotationY;
    public float rotationZ;
    public float rotationW = 1;

    /** Checkpoints passed since the start of the race, over all laps; 0 to 65,535. */
    public int checkpoints;

    /** One up with each jump that the rules of the game allow; only the low 8 bits count. */
    public int respawns;

    public boolean paused;

    /** Appends the 44 bytes. */
    public void write(ByteBuffer out) {
        ByteOrder order = out.order();
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(clientMicros).putFloat(x).putFloat(y).putFloat(z);
        out.putFloat(velocityX).putFloat(velocityY).putFloat(velocityZ);
        putRotation(out, rotationX);
        putRotation(out, rotationY);
        putRotation(out, rotationZ);
        putRotation(out, rotationW);
        out.putShort((short) checkpoints).put((byte) respawns).put((byte) (paused ? PAUSED : 0));
        out.order(order);
    }

    private static void putRotation(ByteBuffer out, float part) {
        out.putShort((short) Math.round(part * ROTATION_SCALE));
    }

    /**
     * Takes the 44 bytes at the position.
     *
     * @throws java.nio.BufferUnderflowException if there are fewer
     */
    public void read(ByteBuffer in) {
        ByteOrder order = in.order();
        in.order(ByteOrder.LITTLE_ENDIAN);
        clientMicros = in.getLong();
        x = in.getFloat();
        y = in.getFloat();
        z = in.getFloat();
        velocityX = in.getFloat();
        velocityY = in.getFloat();
        velocityZ = in.getFloat();
        rotationX = rotation(in);
        rotationY = rotation(in);
        rotationZ = rotation(in);
        rotationW = rotation(in);
        checkpoints = Short.toUnsignedInt(in.getShort());
        respawns = Byte.toUnsignedInt(in.get());
        paused = (in.get() & PAUSED) != 0;
        in.order(order);
    }

    private static float rotation(ByteBuffer in) {
        return (float) in.getShort() / ROTATION_SCALE;
    }
}
