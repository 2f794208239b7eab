package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.load.Timeline.Bin;
import java.util.List;

/** How long a relay takes to be itself again after a burst. */
final class Recovery {
    /** A message slower than this still stands in the burst's queue. */
    private static final double CALM_MICROS = 50_000;

    private Recovery() {}

    /**
     * Seconds from the end of the burst until, to the end of the run, every message arrived and
     * none was slow.
     *
     * @param bins of the sampled messages by the time they should have been sent
     * @return infinite if it did not come to that
     */
    static double seconds(List<Bin> bins, double burstEndSeconds) {
        double recovered = burstEndSeconds;
        for (int i = 0; i < bins.size(); i++) {
            Bin bin = bins.get(i);
            if (bin.atSeconds() < burstEndSeconds || isCalm(bin)) {
                continue;
            }
            boolean isLast = i + 1 == bins.size();
            recovered = isLast ? Double.POSITIVE_INFINITY : bins.get(i + 1).atSeconds();
        }
        return recovered - burstEndSeconds;
    }

    private static boolean isCalm(Bin bin) {
        return bin.delivered() >= bin.expected() && bin.slowestMicros() <= CALM_MICROS;
    }
}
