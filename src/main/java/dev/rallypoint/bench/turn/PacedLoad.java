package dev.rallypoint.bench.turn;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Players who send at a fixed rate, each at a phase of its own that a seed chose, so that the relay
 * sees no bursts the load made up. A player takes what has arrived when it is its turn to send. The
 * schedule is fixed before: a load that falls behind sends late, and says so.
 */
public final class PacedLoad {
    /** Shorter waits are spun: a parked thread wakes some 60 us late. */
    private static final long SPIN_NANOS = 100_000;

    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private final Players players;
    private final long periodNanos;
    private final long[] phases;

    /** Who has the turn at each phase: members of a lobby are no neighbours. */
    private final int[] order;

    public PacedLoad(Players players, int hz, long seed) {
        this.players = players;
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / hz;
        Random random = new Random(seed);
        this.phases = random.longs(players.count(), 0, periodNanos).sorted().toArray();
        this.order = shuffled(players.count(), random);
    }

    private static int[] shuffled(int count, Random random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int swapped = random.nextInt(i + 1);
            order[i] = order[swapped];
            order[swapped] = i;
        }
        return order;
    }

    /** Called when the window opens and when it closes. */
    public interface Snapshot {
        void take() throws IOException;
    }

    /** Lets every player be heard of, warms up, then measures. */
    public LoadCount run(int warmUpSeconds, int seconds, Snapshot snapshot) throws IOException {
        greet();
        long opensAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
        long turn = sendUntil(opensAt, new Turns(System.nanoTime(), 0), false);
        long takenBefore = players.taken();
        snapshot.take();
        long closesAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Turns measured = new Turns(System.nanoTime(), turn % players.count());
        long turns = sendUntil(closesAt, measured, true) - measured.first;
        snapshot.take();
        long arrived = players.taken() - takenBefore;
        settle();
        long turnsDue = (long) players.count() * TimeUnit.SECONDS.toNanos(seconds) / periodNanos;
        long due = turns * players.deliveriesPerSend();
        return new LoadCount(turns, turnsDue, due, players.counted(), arrived);
    }

    /** A relay that learns addresses from what comes must hear each player once. */
    private void greet() throws IOException {
        for (int player = 0; player < players.count(); player++) {
            players.send(player, false);
        }
        settle();
    }

    /** Players in the order of their phases, round after round. */
    private final class Turns {
        private final long first;
        private final long beginNanos;
        private long next;

        /**
         * @param atNanos when the first of these turns is due
         * @param first its number; its phase is the number's in the first round
         */
        Turns(long atNanos, long first) {
            this.first = first;
            this.next = first;
            this.beginNanos = atNanos - phases[(int) first];
        }

        long dueNanos() {
            int count = players.count();
            return beginNanos + next / count * periodNanos + phases[(int) (next % count)];
        }
    }

    /** The number of the first turn that is still to come. */
    private long sendUntil(long endNanos, Turns turns, boolean isCounted) throws IOException {
        while (true) {
            long now = awaitNanos(Math.min(turns.dueNanos(), endNanos));
            if (now >= endNanos) {
                return turns.next;
            }
            int player = order[(int) (turns.next++ % players.count())];
            players.drain(player);
            players.send(player, isCounted);
        }
    }

    private static long awaitNanos(long dueNanos) {
        long now = System.nanoTime();
        while (now < dueNanos) {
            if (dueNanos - now > SPIN_NANOS) {
                LockSupport.parkNanos(dueNanos - now - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
            now = System.nanoTime();
        }
        return now;
    }

    /** Takes what is still on its way. */
    private void settle() throws IOException {
        long endNanos = System.nanoTime() + SETTLE_NANOS;
        while (System.nanoTime() < endNanos) {
            for (int player = 0; player < players.count(); player++) {
                players.drain(player);
            }
        }
    }
}
