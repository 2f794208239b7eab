package dev.rallypoint.protocol.netcode;

import java.util.Arrays;

/**
 * Which of the last 256 sequences were received (netcode standard, "Replay Protection"). The
 * standard keeps the sequences themselves, 2 KB a session; inside the window a bit for each says
 * the same. Sequences are unsigned 64-bit numbers; all tests subtract, because adding overflows
 * near 2^64.
 */
public final class ReplayProtection {
    static final int WINDOW = 256;

    private final long[] received = new long[WINDOW / Long.SIZE];
    private long mostRecent;

    /** Forgets everything: for another sender. */
    void reset() {
        mostRecent = 0;
        Arrays.fill(received, 0);
    }

    /** Whether the sequence was received before, or is older than the window. Changes nothing. */
    public boolean isReplay(long sequence) {
        if (isNewest(sequence)) {
            return false;
        }
        return Long.compareUnsigned(mostRecent - sequence, WINDOW) >= 0
                || (received[word(sequence)] & bit(sequence)) != 0;
    }

    /** Marks a sequence that decrypted, and is no replay. */
    public void advance(long sequence) {
        if (isNewest(sequence)) {
            forgetBetween(mostRecent, sequence);
            mostRecent = sequence;
        }
        received[word(sequence)] |= bit(sequence);
    }

    /** The bits of what is ahead still tell of what was a window before. */
    private void forgetBetween(long from, long to) {
        if (Long.compareUnsigned(to - from, WINDOW) >= 0) {
            Arrays.fill(received, 0);
            return;
        }
        for (long sequence = from + 1; sequence != to; sequence++) {
            received[word(sequence)] &= ~bit(sequence);
        }
        received[word(to)] &= ~bit(to);
    }

    /** Whether it is above everything received so far. */
    public boolean isNewest(long sequence) {
        return Long.compareUnsigned(sequence, mostRecent) > 0;
    }

    /** The highest sequence received; 0 before the first. */
    long mostRecent() {
        return mostRecent;
    }

    private static int word(long sequence) {
        return (int) (sequence & WINDOW - 1) / Long.SIZE;
    }

    private static long bit(long sequence) {
        return 1L << sequence;
    }
}
