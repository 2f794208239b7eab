package dev.rallypoint.bench.turn;

import java.nio.ByteBuffer;

/** The first bytes of each message of a load: lobby u16 little-endian, slot u8, counted u8. */
final class Marks {
    static final int BYTES = 4;
    private static final int COUNTED_AT = 3;

    private Marks() {}

    static ByteBuffer message(int lobby, int slot, int payloadBytes) {
        ByteBuffer message = ByteBuffer.allocateDirect(payloadBytes);
        message.put((byte) lobby).put((byte) (lobby >>> Byte.SIZE)).put((byte) slot);
        return message.clear();
    }

    /**
     * @param at where the message begins in the buffer
     */
    static void count(ByteBuffer buffer, int at, boolean isCounted) {
        buffer.put(at + COUNTED_AT, (byte) (isCounted ? 1 : 0));
    }

    static boolean isCounted(ByteBuffer buffer, int at) {
        return buffer.get(at + COUNTED_AT) != 0;
    }

    static int lobby(ByteBuffer buffer, int at) {
        return Byte.toUnsignedInt(buffer.get(at))
                | Byte.toUnsignedInt(buffer.get(at + 1)) << Byte.SIZE;
    }

    static int slot(ByteBuffer buffer, int at) {
        return Byte.toUnsignedInt(buffer.get(at + 2));
    }
}
