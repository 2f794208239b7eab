package dev.rallypoint.bench.load;

import java.util.List;
import java.util.Random;

/**
 * Who sends when, whatever happens to the relay (an open loop). Players take turns in a seeded
 * order; each has a seeded place in his own equal part of the period, so that the load is spread
 * evenly but never in step. A cursor: it stands at one send after the other.
 */
final class SendSchedule {
    private final int[] order;
    private final double[] phase;
    private final List<Segment> segments;
    private int segment;
    private int round;
    private int turn;
    private long segmentStartNanos;

    SendSchedule(int players, List<Segment> segments, long seed) {
        Random random = new Random(seed);
        this.segments = List.copyOf(segments);
        order = new int[players];
        phase = new double[players];
        for (int i = 0; i < players; i++) {
            int swapped = random.nextInt(i + 1);
            order[i] = order[swapped];
            order[swapped] = i;
            phase[i] = (i + random.nextDouble()) / players;
        }
    }

    /** Sends of the whole schedule. */
    long total() {
        return segments.stream().mapToLong(Segment::rounds).sum() * order.length;
    }

    boolean hasNext() {
        return order.length > 0 && segment < segments.size();
    }

    /** Whose turn it is. */
    int player() {
        return order[turn];
    }

    /** When, in nanoseconds after the start. */
    long dueNanos() {
        long period = segments.get(segment).periodNanos();
        return segmentStartNanos + round * period + (long) (phase[turn] * period);
    }

    void advance() {
        turn++;
        if (turn < order.length) {
            return;
        }
        turn = 0;
        round++;
        Segment current = segments.get(segment);
        if (round == current.rounds()) {
            segmentStartNanos += current.rounds() * current.periodNanos();
            round = 0;
            segment++;
        }
    }
}
