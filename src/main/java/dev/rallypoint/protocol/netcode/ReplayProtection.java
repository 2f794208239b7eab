package dev.rallypoint.protocol.netcode;

import java.util.Arrays;

/**
 * Which of the last 256 sequences were received (netcode standard, "Replay Protection"). Sequences
 * are unsigned 64-bit numbers; all tests subtract, because adding overflows near 2^64.
 */
final class ReplayProtection {
    static final int WINDOW = 256;

    private static final long EMPTY = -1;

    private final long[] received = new long[WINDOW];
    private long mostRecent;

    ReplayProtection() {
        reset();
    }

    /** Forgets everything: for another sender. */
    void reset() {
        mostRecent = 0;
        Arrays.fill(received, EMPTY);
    }

    /** Whether the sequence was received before, or is older than the window. Changes nothing. */
    boolean isReplay(long sequence) {
        if (Long.compareUnsigned(mostRecent, WINDOW) >= 0
                && Long.compareUnsigned(sequence, mostRecent - WINDOW) <= 0) {
            return true;
        }
        if (sequence == EMPTY) {
            // 2^64-1 cannot be told from an empty entry, but received it is the most recent.
            return mostRecent == EMPTY;
        }
        long entry = received[slot(sequence)];
        return entry != EMPTY && Long.compareUnsigned(entry, sequence) >= 0;
    }

    /** Marks a sequence that decrypted. */
    void advance(long sequence) {
        if (isNewest(sequence)) {
            mostRecent = sequence;
        }
        received[slot(sequence)] = sequence;
    }

    /** Whether it is above everything received so far. */
    boolean isNewest(long sequence) {
        return Long.compareUnsigned(sequence, mostRecent) > 0;
    }

    /** The highest sequence received; 0 before the first. */
    long mostRecent() {
        return mostRecent;
    }

    private static int slot(long sequence) {
        return (int) (sequence & (WINDOW - 1));
    }
}
