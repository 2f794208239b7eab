package dev.rallypoint.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a plot: from values to pixels, and where its marks stand.
 *
 * @param low the value at {@code fromPixel}
 * @param high the value at {@code toPixel}
 * @param logarithmic both values are above 0
 */
public record Axis(
        String label,
        double low,
        double high,
        boolean logarithmic,
        double fromPixel,
        double toPixel) {
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};
    private static final double WANTED_MARKS = 5;

    /** Linear from 0 to a round value that is not below the largest. */
    public static Axis fromZero(String label, double largest, double fromPixel, double toPixel) {
        double reach = largest > 0 ? largest : 1;
        double step = step(reach);
        return new Axis(label, 0, Math.ceil(reach / step - 1e-9) * step, false, fromPixel, toPixel);
    }

    /** Logarithmic, over whole decades. */
    public static Axis decades(
            String label, double smallest, double largest, double fromPixel, double toPixel) {
        double low = Math.pow(10, Math.floor(Math.log10(Math.max(smallest, 1e-3))));
        double high = Math.pow(10, Math.ceil(Math.log10(Math.max(largest, low * 1.0001))));
        return new Axis(label, low, high, true, fromPixel, toPixel);
    }

    public double pixel(double value) {
        double share =
                logarithmic
                        ? Math.log(Math.max(low, value) / low) / Math.log(high / low)
                        : (value - low) / (high - low);
        return fromPixel + Math.min(1, Math.max(0, share)) * (toPixel - fromPixel);
    }

    /** The values that get a mark, rising. */
    public List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        if (logarithmic) {
            for (double value = low; value <= high * 1.0001; value *= 10) {
                marks.add(value);
            }
            return marks;
        }
        double step = step(high - low);
        for (int i = 0; low + i * step <= high + step / 1e6; i++) {
            marks.add(low + i * step);
        }
        return marks;
    }

    private static double step(double span) {
        double rough = span / WANTED_MARKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double step : STEPS) {
            if (step * power >= rough * 0.9999) {
                return step * power;
            }
        }
        return 10 * power;
    }
}
