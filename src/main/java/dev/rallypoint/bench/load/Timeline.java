package dev.rallypoint.bench.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The sampled messages of a run by the time they should have been sent. Latency counts from that
 * time, not from when a late sender got to it: a stall of the load or of the relay is seen by every
 * message that it holds up (coordinated omission).
 */
public final class Timeline {
    private static final long BIN_NANOS = 100_000_000;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    /**
     * A tenth of a second.
     *
     * @param atSeconds where it begins, after the start of the run
     * @param expected deliveries of what should have been sent in it
     * @param slowestMicros the slowest of them that arrived
     */
    public record Bin(double atSeconds, long expected, long delivered, double slowestMicros) {}

    private final long startNanos;
    private final List<Long> segmentEnds = new ArrayList<>();
    private final List<Histogram> histograms = new ArrayList<>();
    private final List<long[]> bins = new ArrayList<>();

    Timeline(long startNanos, List<Segment> segments) {
        this.startNanos = startNanos;
        long end = startNanos;
        for (Segment segment : segments) {
            end += segment.rounds() * segment.periodNanos();
            segmentEnds.add(end);
            histograms.add(new Histogram(LONGEST_NANOS, DIGITS));
        }
    }

    void expect(long dueNanos, int deliveries) {
        bin(dueNanos)[0] += deliveries;
    }

    void deliver(long dueNanos, long nowNanos) {
        long nanos = Math.max(0, Math.min(LONGEST_NANOS, nowNanos - dueNanos));
        histogram(dueNanos).recordValue(nanos);
        long[] bin = bin(dueNanos);
        bin[1]++;
        bin[2] = Math.max(bin[2], nanos);
    }

    private long[] bin(long dueNanos) {
        int number = (int) Math.max(0, (dueNanos - startNanos) / BIN_NANOS);
        while (bins.size() <= number) {
            bins.add(new long[3]);
        }
        return bins.get(number);
    }

    private Histogram histogram(long dueNanos) {
        int segment = 0;
        while (segment + 1 < segmentEnds.size() && dueNanos >= segmentEnds.get(segment)) {
            segment++;
        }
        return histograms.get(segment);
    }

    /** Of each segment. */
    List<Latencies> latencies() {
        return histograms.stream().map(Latencies::of).toList();
    }

    List<Bin> bins() {
        List<Bin> result = new ArrayList<>();
        for (int i = 0; i < bins.size(); i++) {
            long[] bin = bins.get(i);
            result.add(new Bin(i * BIN_NANOS / 1e9, bin[0], bin[1], bin[2] / 1e3));
        }
        return result;
    }
}
