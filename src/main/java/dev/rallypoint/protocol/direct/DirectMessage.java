package dev.rallypoint.protocol.direct;

import java.nio.ByteBuffer;

/**
 * The plaintext of a direct packet: kind and flag u8, then
 *
 * <pre>
 * ping   1 | id u32 | the sender's round trip to the relay u16, in tenths of ms, 0 = not known
 * pong   2 | id u32 of the ping
 * state  3 | a framed payload of the state channel to all
 * </pre>
 *
 * Bit 3 of the first byte: the sender wants the receiver's states this way. Other bits are zero.
 */
final class DirectMessage {
    static final int PING = 1;
    static final int PONG = 2;
    static final int STATE = 3;

    static final int PING_BYTES = 1 + Integer.BYTES + Short.BYTES;
    static final int PONG_BYTES = 1 + Integer.BYTES;

    private static final int KIND_MASK = 0b0000_0111;
    private static final int WANTS = 0b0000_1000;
    private static final int TENTHS = 10;
    private static final int MAX_TENTHS = 0xFFFF;

    private DirectMessage() {}

    static void writePing(ByteBuffer out, int id, boolean wants, double relayRoundTripMs) {
        out.put(first(PING, wants)).putInt(id);
        out.putShort((short) Math.min(MAX_TENTHS, Math.round(relayRoundTripMs * TENTHS)));
    }

    static void writePong(ByteBuffer out, int id, boolean wants) {
        out.put(first(PONG, wants)).putInt(id);
    }

    static void writeState(ByteBuffer out, boolean wants, ByteBuffer payload) {
        out.put(first(STATE, wants)).put(payload.duplicate());
    }

    private static byte first(int kind, boolean wants) {
        return (byte) (kind | (wants ? WANTS : 0));
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
        return isWhole && (first & ~(KIND_MASK | WANTS)) == 0 ? kind : 0;
    }

    static boolean wants(ByteBuffer message) {
        return (message.get(message.position()) & WANTS) != 0;
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
