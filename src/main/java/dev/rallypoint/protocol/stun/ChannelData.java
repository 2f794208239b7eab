package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;

/** ChannelData, RFC 8656 §12.4: channel number u16, length u16, data. Read and written in place. */
public final class ChannelData {
    public static final int HEADER_BYTES = 4;

    /** The numbers that a channel may have (RFC 8656 §12); 0x5000 and up are reserved. */
    public static final int FIRST_CHANNEL = 0x4000;

    public static final int LAST_CHANNEL = 0x4FFF;

    /** The last one of RFC 5766 §11, which RFC 8656 made smaller. */
    public static final int LAST_OLD_CHANNEL = 0x7FFE;

    /** RFC 7983 leaves 64 to 79; nobody but old clients uses what follows, up to 127. */
    private static final int FIRST_BYTE = 64;

    private static final int LAST_BYTE = 127;

    private ChannelData() {}

    /** Whether the first byte says so (RFC 8656 §12, table 3), or said so in RFC 5766. */
    public static boolean isChannelData(ByteBuffer message) {
        if (!message.hasRemaining()) {
            return false;
        }
        int first = message.get(message.position());
        return first >= FIRST_BYTE && first <= LAST_BYTE;
    }

    /** The channel number of a message of at least {@link #HEADER_BYTES}. */
    public static int channel(ByteBuffer message) {
        return Short.toUnsignedInt(message.getShort(message.position()));
    }

    /** Bytes of data that the header claims. */
    public static int lengthBytes(ByteBuffer message) {
        return Short.toUnsignedInt(message.getShort(message.position() + Short.BYTES));
    }

    /**
     * Whether the claimed length is there. What is behind it is padding, which also senders over
     * UDP may add (§12.5).
     */
    public static boolean isComplete(ByteBuffer message) {
        return message.remaining() >= HEADER_BYTES
                && message.remaining() - HEADER_BYTES >= lengthBytes(message);
    }

    /** Writes a header at a place of the buffer. */
    public static void putHeader(ByteBuffer buffer, int at, int channel, int lengthBytes) {
        buffer.putShort(at, (short) channel).putShort(at + Short.BYTES, (short) lengthBytes);
    }
}
