package dev.rallypoint.bench.load;

import java.util.Arrays;

/** What players got of what was due, 0..1: the unluckiest, the middle and the luckiest. */
public record Shares(double min, double median, double max) {
    /** Of none: all got everything. */
    public static Shares of(double... shares) {
        if (shares.length == 0) {
            return new Shares(1, 1, 1);
        }
        double[] sorted = shares.clone();
        Arrays.sort(sorted);
        return new Shares(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
}
