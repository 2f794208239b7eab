package dev.rallypoint.bench.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A distribution of times in microseconds.
 *
 * @param curve percentiles 0 to 99.99.., for plots; empty if nothing was counted
 */
public record Latencies(
        long count,
        double p50,
        double p90,
        double p99,
        double p999,
        double max,
        List<Point> curve) {
    private static final double NANOS_PER_MICRO = 1e3;
    private static final int TICKS_PER_HALF_DISTANCE = 3;
    private static final double[] MARKS = {50, 90, 99, 99.9};

    /** So many percent took at most so many microseconds. */
    public record Point(double percentile, double micros) {}

    public Latencies {
        curve = List.copyOf(curve);
    }

    public static Latencies none() {
        return of(new Histogram(3));
    }

    /** Of values in nanoseconds. */
    static Latencies of(Histogram nanos) {
        double[] marks = new double[MARKS.length];
        for (int i = 0; i < MARKS.length; i++) {
            marks[i] = nanos.getValueAtPercentile(MARKS[i]) / NANOS_PER_MICRO;
        }
        return new Latencies(
                nanos.getTotalCount(),
                marks[0],
                marks[1],
                marks[2],
                marks[3],
                nanos.getMaxValue() / NANOS_PER_MICRO,
                curve(nanos));
    }

    private static List<Point> curve(Histogram nanos) {
        List<Point> points = new ArrayList<>();
        if (nanos.getTotalCount() > 0) {
            nanos.percentiles(TICKS_PER_HALF_DISTANCE)
                    .forEach(
                            step ->
                                    points.add(
                                            new Point(
                                                    step.getPercentileLevelIteratedTo(),
                                                    step.getValueIteratedTo() / NANOS_PER_MICRO)));
        }
        return points;
    }
}
