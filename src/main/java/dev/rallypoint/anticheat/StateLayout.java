package dev.rallypoint.anticheat;

import dev.rallypoint.protocol.relay.MotionState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/**
 * Where in the body of a state message what stands (docs/protocol/state.md). Reads in place and
 * makes no objects.
 */
final class StateLayout {
    /** What a state can say; only the first three are needed. X to ROTATION_W as in the history. */
    enum Part {
        TIME,
        X,
        Y,
        Z,
        VELOCITY_X,
        VELOCITY_Y,
        VELOCITY_Z,
        ROTATION_X,
        ROTATION_Y,
        ROTATION_Z,
        ROTATION_W,
        CHECKPOINTS,
        RESPAWNS,
        /** Bit 0 = paused. */
        FLAGS
    }

    /** How a number is written. */
    enum Type {
        U8(1),
        I8(1),
        U16(2),
        I16(2),
        U32(4),
        I32(4),
        I64(8),
        F32(4),
        F64(8);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * One part in the body.
     *
     * @param at bytes from the beginning of the body
     * @param scale what the number is multiplied by to give metres, metres a second, seconds
     */
    record Field(int at, Type type, double scale) {
        int end() {
            return at + type.bytes;
        }
    }

    /** Farther than that no game's world reaches, and squares of it are still numbers. */
    private static final double FARTHEST = 1e12;

    private static final double MICROS_PER_SECOND = 1e6;

    private final ByteOrder order;
    private final int bytes;

    /** In the history's order; null = not in this layout. */
    private final Field[] numbers = new Field[StateHistory.NUMBERS];

    private final Field time;
    private final Field checkpoints;
    private final Field respawns;
    private final Field flags;

    /**
     * @throws IllegalArgumentException if a part is missing that no layout can be without
     */
    StateLayout(ByteOrder order, Map<Part, Field> fields) {
        if (!fields.keySet().containsAll(EnumSet.of(Part.TIME, Part.X, Part.Y))) {
            throw new IllegalArgumentException("a layout needs at least time, x and y");
        }
        this.order = order;
        bytes = fields.values().stream().mapToInt(Field::end).max().orElseThrow();
        for (Part part : EnumSet.range(Part.X, Part.ROTATION_W)) {
            numbers[part.ordinal() - Part.X.ordinal()] = fields.get(part);
        }
        time = fields.get(Part.TIME);
        checkpoints = fields.get(Part.CHECKPOINTS);
        respawns = fields.get(Part.RESPAWNS);
        flags = fields.get(Part.FLAGS);
    }

    /** {@link MotionState} at an offset of the body. */
    static StateLayout standard(int offset) {
        Map<Part, Field> fields = new EnumMap<>(Part.class);
        fields.put(Part.TIME, new Field(offset, Type.I64, 1e-6));
        int at = offset + Long.BYTES;
        for (Part part : EnumSet.range(Part.X, Part.VELOCITY_Z)) {
            fields.put(part, new Field(at, Type.F32, 1));
            at += Float.BYTES;
        }
        for (Part part : EnumSet.range(Part.ROTATION_X, Part.ROTATION_W)) {
            fields.put(part, new Field(at, Type.I16, 1.0 / MotionState.ROTATION_SCALE));
            at += Short.BYTES;
        }
        fields.put(Part.CHECKPOINTS, new Field(offset + 40, Type.U16, 1));
        fields.put(Part.RESPAWNS, new Field(offset + 42, Type.U8, 1));
        fields.put(Part.FLAGS, new Field(offset + 43, Type.U8, 1));
        return new StateLayout(ByteOrder.LITTLE_ENDIAN, fields);
    }

    /** Whether states count the checkpoints that they passed. */
    boolean hasCheckpoints() {
        return checkpoints != null;
    }

    /**
     * Reads a body, from an index to the buffer's limit, into a draft of a history.
     *
     * @return false = it is too short, or a number is none or beyond any world
     */
    boolean read(ByteBuffer payload, int bodyIndex, StateHistory history, int draft) {
        if (payload.limit() - bodyIndex < bytes) {
            return false;
        }
        ByteOrder before = payload.order();
        payload.order(order);
        boolean finite = true;
        for (int i = 0; i < numbers.length; i++) {
            double value = numbers[i] == null ? 0 : value(payload, bodyIndex, numbers[i]);
            // False for what is not a number, too.
            finite &= Math.abs(value) <= FARTHEST;
            history.setNumber(draft, i, value);
        }
        double seconds = value(payload, bodyIndex, time);
        finite &= Math.abs(seconds) <= FARTHEST;
        history.setClientMicros(draft, Math.round(seconds * MICROS_PER_SECOND));
        int paused = (int) optional(payload, bodyIndex, flags) & MotionState.PAUSED;
        history.setProgress(
                draft,
                (int) optional(payload, bodyIndex, checkpoints),
                (int) optional(payload, bodyIndex, respawns),
                paused != 0);
        payload.order(before);
        return finite;
    }

    private static double optional(ByteBuffer payload, int bodyIndex, Field field) {
        return field == null ? 0 : value(payload, bodyIndex, field);
    }

    private static double value(ByteBuffer payload, int bodyIndex, Field field) {
        int at = bodyIndex + field.at;
        double raw =
                switch (field.type) {
                    case U8 -> Byte.toUnsignedInt(payload.get(at));
                    case I8 -> payload.get(at);
                    case U16 -> Short.toUnsignedInt(payload.getShort(at));
                    case I16 -> payload.getShort(at);
                    case U32 -> Integer.toUnsignedLong(payload.getInt(at));
                    case I32 -> payload.getInt(at);
                    case I64 -> payload.getLong(at);
                    case F32 -> payload.getFloat(at);
                    case F64 -> payload.getDouble(at);
                };
        return raw * field.scale;
    }
}
