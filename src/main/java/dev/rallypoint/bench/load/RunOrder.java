package dev.rallypoint.bench.load;

import java.util.List;

/**
 * One run of all players.
 *
 * @param segments one after the other, without a pause
 * @param content what is sent
 * @param flood what strangers send meanwhile
 * @param newcomersPerSecond players who try to connect meanwhile, each to a match of his own
 */
public record RunOrder(
        List<Segment> segments, Content content, Flood flood, double newcomersPerSecond) {
    /** What the players send. */
    public enum Content {
        MESSAGES,
        KEEP_ALIVES
    }

    /**
     * Hostile datagrams.
     *
     * @param perSecond 0 = none
     */
    public record Flood(Kind kind, double perSecond) {
        /** What they are. */
        public enum Kind {
            /** Random bytes of random sizes. */
            GARBAGE,
            /** Connection requests of the right size, version, protocol and time; forged tokens. */
            BAD_TOKENS,
            /** Genuine datagrams again: from their own address, and from others. */
            REPLAYS,
            /** No bytes at all. */
            EMPTY
        }

        public static final Flood NONE = new Flood(Kind.EMPTY, 0);
    }

    public RunOrder {
        segments = List.copyOf(segments);
    }

    /** Messages at one rate, and nothing else. */
    public static RunOrder messages(double hz, double seconds) {
        return new RunOrder(List.of(new Segment(hz, seconds)), Content.MESSAGES, Flood.NONE, 0);
    }

    public RunOrder with(Flood other) {
        return new RunOrder(segments, content, other, newcomersPerSecond);
    }
}
