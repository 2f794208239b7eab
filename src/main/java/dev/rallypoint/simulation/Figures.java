package dev.rallypoint.simulation;

import java.util.Arrays;

/** Numbers of which quantiles are wanted. */
final class Figures {
    private double[] values = new double[1_024];
    private int count;
    private boolean sorted;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
        sorted = false;
    }

    int count() {
        return count;
    }

    /**
     * The value that the share of all do not exceed; 0 if there are none.
     *
     * @param share 0 to 1
     */
    double quantile(double share) {
        if (count == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(values, 0, count);
            sorted = true;
        }
        return values[Math.max(0, (int) Math.ceil(share * count) - 1)];
    }

    double mean() {
        return Arrays.stream(values, 0, count).average().orElse(0);
    }
}
