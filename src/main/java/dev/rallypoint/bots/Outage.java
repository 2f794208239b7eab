package dev.rallypoint.bots;

import java.util.Arrays;

/**
 * The time in which the players of one lobby changed from a dead node to another one, in the
 * numbers of their states: what was sent then had nobody to forward it.
 */
final class Outage {
    private static final int NOT_OVER = Integer.MAX_VALUE;

    private final int[] from;
    private final int[] to;

    /**
     * @param nextSequences of every seat when the node died
     * @param underWay states of each player that may have been under way
     */
    Outage(int[] nextSequences, int underWay) {
        from = Arrays.stream(nextSequences).map(next -> Math.max(0, next - underWay)).toArray();
        to = new int[from.length];
        Arrays.fill(to, NOT_OVER);
    }

    boolean isOver() {
        return to.length == 0 || to[0] != NOT_OVER;
    }

    /** Everybody is back. */
    void end(int[] nextSequences) {
        System.arraycopy(nextSequences, 0, to, 0, to.length);
    }

    /**
     * How many of a sender's missing states fall into it.
     *
     * @param sent states he has sent in all
     */
    int missing(StateBook book, int sender, int sent) {
        return book.missing(from[sender], Math.min(to[sender], sent));
    }
}
