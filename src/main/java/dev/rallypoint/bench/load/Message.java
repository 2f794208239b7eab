package dev.rallypoint.bench.load;

import java.nio.ByteBuffer;

/**
 * The payload of the benchmark's players, little-endian: run u32, sender u32, sequence u32, zero
 * u32, intended send time u64 in nanoseconds, then a pattern made of sender and sequence, which
 * tells a message from one that was mixed up on the way.
 */
final class Message {
    /** The smallest payload. */
    static final int MIN_BYTES = 32;

    private static final int SENDER = 4;
    private static final int SEQUENCE = 8;
    private static final int DUE = 16;
    private static final int PATTERN = 24;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private Message() {}

    /** Fills a little-endian buffer, position to limit, with a message. */
    static void write(ByteBuffer out, int run, int sender, int sequence, long dueNanos) {
        out.putInt(run).putInt(sender).putInt(sequence).putInt(0).putLong(dueNanos);
        long word = pattern(sender, sequence);
        while (out.remaining() >= Long.BYTES) {
            out.putLong(word);
        }
        while (out.hasRemaining()) {
            out.put((byte) word);
        }
    }

    static int run(ByteBuffer in) {
        return in.getInt(in.position());
    }

    static int sender(ByteBuffer in) {
        return in.getInt(in.position() + SENDER);
    }

    static int sequence(ByteBuffer in) {
        return in.getInt(in.position() + SEQUENCE);
    }

    /** The intended send time, on the clock of the load process. */
    static long dueNanos(ByteBuffer in) {
        return in.getLong(in.position() + DUE);
    }

    /** Whether position to limit is a whole message of that many bytes, as it was written. */
    static boolean isWhole(ByteBuffer in, int bytes) {
        if (in.remaining() != bytes) {
            return false;
        }
        long word = pattern(sender(in), sequence(in));
        int index = in.position() + PATTERN;
        for (; index + Long.BYTES <= in.limit(); index += Long.BYTES) {
            if (in.getLong(index) != word) {
                return false;
            }
        }
        for (; index < in.limit(); index++) {
            if (in.get(index) != (byte) word) {
                return false;
            }
        }
        return true;
    }

    private static long pattern(int sender, int sequence) {
        return ((long) sender << Integer.SIZE | sequence) * MIX;
    }
}
