package dev.rallypoint.bench.load;

/** A stretch of a run in which every player sends at one rate. */
public record Segment(double hz, double seconds) {
    public Segment {
        if (!(hz > 0) || !(seconds > 0)) {
            throw new IllegalArgumentException(hz + " Hz for " + seconds + " s");
        }
    }

    /** How often each player sends. */
    int rounds() {
        return (int) Math.max(1, Math.round(hz * seconds));
    }

    long periodNanos() {
        return Math.round(1e9 / hz);
    }
}
