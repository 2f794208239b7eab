package dev.rallypoint.anticheat;

import java.util.Arrays;

/** The median of the last few numbers, for which nothing is made. */
final class MiddleOf {
    private final double[] last;
    private final double[] sorted;
    private int count;

    /**
     * @param size odd
     */
    MiddleOf(int size) {
        last = new double[size];
        sorted = new double[size];
    }

    void add(double number) {
        last[count % last.length] = number;
        count++;
    }

    /** Whether there are enough of them for a middle one. */
    boolean isFull() {
        return count >= last.length;
    }

    double middle() {
        System.arraycopy(last, 0, sorted, 0, last.length);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    void forget() {
        count = 0;
    }
}
