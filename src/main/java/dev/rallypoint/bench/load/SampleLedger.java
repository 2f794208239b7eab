package dev.rallypoint.bench.load;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * What the sampled lobbies sent in one run, and what became of it: every message to every receiver
 * is accounted for. Times are those of the caller's clock.
 */
final class SampleLedger {
    private final int run;
    private final int lobbySize;
    private final int payloadBytes;
    private final int[] sentBy;

    /** By receiver and slot of the sender. */
    private final BitSet[][] seen;

    private final int[][] newest;
    private final int[] deliveredFrom;
    private final Timeline timeline;
    private long delivered;
    private long duplicated;
    private long outOfOrder;
    private long foreign;
    private long stale;

    /**
     * @param lobbies that are sampled: those with the numbers 0 to lobbies - 1
     * @param timeline gets every send and every first delivery
     */
    SampleLedger(int run, int lobbies, int lobbySize, int payloadBytes, Timeline timeline) {
        int players = lobbies * lobbySize;
        this.run = run;
        this.lobbySize = lobbySize;
        this.payloadBytes = payloadBytes;
        this.timeline = timeline;
        sentBy = new int[players];
        deliveredFrom = new int[players];
        seen = new BitSet[players][lobbySize];
        newest = new int[players][lobbySize];
        for (BitSet[] ofReceiver : seen) {
            for (int slot = 0; slot < lobbySize; slot++) {
                ofReceiver[slot] = new BitSet();
            }
        }
    }

    /** A sampled player sends, to all others of his lobby. */
    void onSent(int sender, long dueNanos) {
        sentBy[sender]++;
        timeline.expect(dueNanos, lobbySize - 1);
    }

    /** A sampled player gets a message, position to limit. */
    void onMessage(int receiver, ByteBuffer message, long nowNanos) {
        if (!Message.isWhole(message, payloadBytes)) {
            foreign++;
            return;
        }
        if (Message.run(message) != run) {
            stale++;
            return;
        }
        int sender = Message.sender(message);
        int sequence = Message.sequence(message);
        if (sender == receiver
                || sender < 0
                || sender >= sentBy.length
                || sender / lobbySize != receiver / lobbySize
                || sequence < 0
                || sequence >= sentBy[sender]) {
            foreign++;
            return;
        }
        count(receiver, sender, sequence);
        timeline.deliver(Message.dueNanos(message), nowNanos);
    }

    private void count(int receiver, int sender, int sequence) {
        int slot = sender % lobbySize;
        if (seen[receiver][slot].get(sequence)) {
            duplicated++;
            return;
        }
        if (sequence < newest[receiver][slot]) {
            outOfOrder++;
        }
        newest[receiver][slot] = Math.max(newest[receiver][slot], sequence);
        seen[receiver][slot].set(sequence);
        deliveredFrom[sender]++;
        delivered++;
    }

    /** Something that is no message, or is not for this receiver. */
    void onForeign() {
        foreign++;
    }

    Sample result() {
        long sent = 0;
        double[] shares = new double[sentBy.length];
        for (int sender = 0; sender < sentBy.length; sender++) {
            sent += sentBy[sender];
            long due = (long) sentBy[sender] * (lobbySize - 1);
            shares[sender] = due == 0 ? 1 : (double) deliveredFrom[sender] / due;
        }
        return new Sample(
                sent * (lobbySize - 1),
                delivered,
                duplicated,
                outOfOrder,
                foreign,
                stale,
                Shares.of(shares));
    }
}
