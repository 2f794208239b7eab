package dev.rallypoint.protocol.direct;

import java.nio.ByteBuffer;

/**
 * The plaintext of a direct packet: kind and flags u8, then
 *
 * <pre>
 * ping   1 | id u32 | the sender's round trip to the relay u16, in tenths of ms, 0 = not known
 * pong   2 | id u32 of the ping
 * state  3 | a framed payload of the state channel to all
 * </pre>
 *
 * Bit 3 of the first byte: the sender wants the receiver's states this way; bit 4: he sends his own
 * this way. Other bits are zero.
 */
final class DirectMessage {
    static final int PING = 1;
    static final int PONG = 2;
    static final int STATE = 3;

    static final int PING_BYTES = 1 + Integer.BYTES + Short.BYTES;
    static final int PONG_BYTES = 1 + Integer.BYTES;

    private static final int KIND_MASK = 0b0000_0111;
    static final int WANTS = 0b0000_1000;
    static final int SERVES = 0b0001_0000;
    private static final int TENTHS = 10;
    private static final int MAX_TENTHS = 0xFFFF;

    private DirectMessage() {}

    /**
     * @param flags {@link #WANTS} and {@link #SERVES}, as they are true
     */
    static void writePing(ByteBuffer out, int flags, int id, double relayRoundTripMs) {
        out.put((byte) (PING | flags)).putInt(id);
        out.putShort((short) Math.min(MAX_TENTHS, Math.round(relayRoundTripMs * TENTHS)));
    }

    static void writePong(ByteBuffer out, int flags, int id) {
        out.put((byte) (PONG | flags)).putInt(id);
    }

    static void writeState(ByteBuffer out, int flags, ByteBuffer payload) {
        out.put((byte) (STATE | flags)).put(payload.duplicate());
    }

    /** The kind of a whole message, position to limit; 0 for anything else. */
    static int kind(ByteBuffer message) {
        int first = message.get(message.position());
        int kind = first & KIND_MASK;
        int bytes = message.remaining();
        boolean isWhole =
                switch (kind) {
                    case PING -> bytes == PING_BYTES;
                    case PONG -> bytes == PONG_BYTES;
                    case STATE -> bytes > 1;
                    default -> false;
                };
        return isWhole && (first & ~(KIND_MASK | WANTS | SERVES)) == 0 ? kind : 0;
    }

    static boolean has(int flag, ByteBuffer message) {
        return (message.get(message.position()) & flag) != 0;
    }

    static int id(ByteBuffer message) {
        return message.getInt(message.position() + 1);
    }

    /** 0 = not known. */
    static double relayRoundTripMs(ByteBuffer ping) {
        int tenths = ping.getShort(ping.position() + 1 + Integer.BYTES) & MAX_TENTHS;
        return (double) tenths / TENTHS;
    }
}
