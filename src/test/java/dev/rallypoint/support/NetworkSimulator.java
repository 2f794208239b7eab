package dev.rallypoint.support;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A network of cores in virtual time: datagrams are lost, delayed, doubled and reordered as a seed
 * has it. Time moves only in {@link #advanceTo}; a run is repeated by its seed.
 */
public final class NetworkSimulator {
    /** What one side of the network is: a core's way to take a datagram. */
    @FunctionalInterface
    public interface Receiver {
        void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs);
    }

    /** Sees what is sent, before the network does anything to it. */
    @FunctionalInterface
    public interface Tap {
        void onSent(PeerAddress from, PeerAddress to, byte[] datagram);
    }

    /**
     * @param loss share of datagrams that never arrive, 0 to 1
     * @param duplication share that arrives twice
     * @param minDelayMs of each datagram
     * @param jitterMs added to it, evenly spread: more than the send interval reorders
     */
    public record Conditions(double loss, double duplication, int minDelayMs, int jitterMs) {
        public static final Conditions PERFECT = new Conditions(0, 0, 1, 0);
    }

    private record InFlight(
            long atMs, long order, PeerAddress from, PeerAddress to, byte[] datagram) {}

    private final Random random;
    private final Map<PeerAddress, Receiver> receivers = new HashMap<>();
    private final PriorityQueue<InFlight> inFlight =
            new PriorityQueue<>(
                    (a, b) ->
                            a.atMs != b.atMs
                                    ? Long.compare(a.atMs, b.atMs)
                                    : Long.compare(a.order, b.order));
    private Conditions conditions;
    private Tap tap = (from, to, datagram) -> {};
    private long nowMs;
    private long order;

    public NetworkSimulator(long seed, Conditions conditions, long nowMs) {
        this.random = new Random(seed);
        this.conditions = conditions;
        this.nowMs = nowMs;
    }

    public void setConditions(Conditions newConditions) {
        conditions = newConditions;
    }

    public void setTap(Tap newTap) {
        tap = newTap;
    }

    /** Datagrams to the address go to this receiver from now on. */
    public void attach(PeerAddress address, Receiver receiver) {
        receivers.put(address, receiver);
    }

    /** Datagrams to the address vanish from now on. */
    public void detach(PeerAddress address) {
        receivers.remove(address);
    }

    /** The way out for a core at that address. */
    public Transmit transmitOf(PeerAddress from) {
        return (to, datagram) -> send(from, to, datagram);
    }

    /** Puts one datagram into the network, position to limit. */
    public void send(PeerAddress from, PeerAddress to, ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        tap.onSent(from, to, bytes);
        if (random.nextDouble() >= conditions.loss) {
            enqueue(from, to, bytes);
        }
        if (random.nextDouble() < conditions.duplication) {
            enqueue(from, to, bytes);
        }
    }

    private void enqueue(PeerAddress from, PeerAddress to, byte[] bytes) {
        int jitter = conditions.jitterMs == 0 ? 0 : random.nextInt(conditions.jitterMs + 1);
        long atMs = nowMs + conditions.minDelayMs + jitter;
        inFlight.add(new InFlight(atMs, order++, from, to, bytes.clone()));
    }

    /** Delivers what arrives until then, in order of arrival. */
    public void advanceTo(long untilMs) {
        while (!inFlight.isEmpty() && inFlight.peek().atMs <= untilMs) {
            InFlight next = inFlight.poll();
            nowMs = Math.max(nowMs, next.atMs);
            Receiver receiver = receivers.get(next.to);
            if (receiver != null) {
                receiver.onDatagram(next.from, ByteBuffer.wrap(next.datagram), nowMs);
            }
        }
        nowMs = untilMs;
    }

    public long nowMs() {
        return nowMs;
    }
}
