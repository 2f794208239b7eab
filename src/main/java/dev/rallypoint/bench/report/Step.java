package dev.rallypoint.bench.report;

import dev.rallypoint.bench.host.RelaySnapshot;
import dev.rallypoint.bench.load.Latencies;
import dev.rallypoint.bench.load.RunResult;
import dev.rallypoint.bench.load.Sample;
import dev.rallypoint.bench.load.Shares;
import java.util.Map;

/**
 * One run at one load: what the players saw, beside what the relay process used for it.
 *
 * @param hz messages a second of each player
 * @param lossShare of the due deliveries, 0..1
 * @param cpuNsPerDelivered CPU time of the whole relay process for one delivered message
 * @param deliveredPerCpuSecond the same the other way round
 * @param messagesPerDatagram that left the relay
 * @param relayCpuShare of one core
 * @param loadBusyShare of a core that the load needed
 * @param loadCpuNsPerDelivered the same for one delivered message: less than the relay's, or the
 *     load is the limit first
 * @param isLoadTheLimit the load was the bottleneck: the step says little of the relay
 * @param isDisturbed something else took the cores: the load was late, or messages were lost while
 *     the relay was not busy
 * @param latency in microseconds, from when the message should have been sent
 * @param lateness in microseconds, of the load with sending
 * @param allocatedBytesPerMessage on the relay's event loop, for one delivered message
 * @param receiveQueueDrops of the kernel, because the relay did not read in time
 * @param drops by the relay, by reason
 * @param receiverShares datagrams that each player got of the messages due: below 1 without loss
 *     where a datagram holds several
 */
public record Step(
        String name,
        int players,
        int lobbySize,
        double hz,
        double seconds,
        double sentPerSecond,
        double deliveredPerSecond,
        long expected,
        long delivered,
        double lossShare,
        double cpuNsPerDelivered,
        double deliveredPerCpuSecond,
        double messagesPerDatagram,
        double relayCpuShare,
        double loadBusyShare,
        double loadCpuNsPerDelivered,
        boolean isLoadTheLimit,
        boolean isDisturbed,
        Latencies latency,
        Latencies lateness,
        double allocatedBytesPerMessage,
        long garbageCollections,
        long receiveQueueDrops,
        Map<String, Long> drops,
        Sample sample,
        Shares receiverShares,
        int sessionsLost) {
    /** More than this is called loss. */
    public static final double LOSS_LIMIT = 0.001;

    private static final double FULL_CORE = 0.7;

    /**
     * Who sent how much.
     *
     * @param bundled whether a datagram may hold several messages, so that datagrams are not enough
     *     to know how many arrived
     */
    public record Load(String name, int players, int lobbySize, double hz, boolean bundled) {}

    public Step {
        drops = Map.copyOf(drops);
    }

    /**
     * @param relay what it used and did during the run
     */
    public static Step of(Load load, RunResult run, RelaySnapshot relay) {
        long delivered = delivered(load, run, relay);
        double lossShare = share(Math.max(0, run.expected() - delivered), run.expected());
        return new Step(
                load.name(),
                load.players(),
                load.lobbySize(),
                load.hz(),
                run.seconds(),
                run.sent() / run.seconds(),
                delivered / run.seconds(),
                run.expected(),
                delivered,
                lossShare,
                share(relay.cpuNanos(), delivered),
                share(delivered * 1e9, relay.cpuNanos()),
                share(relay.messagesOut(), relay.datagramsOut()),
                relay.cpuNanos() / (run.seconds() * 1e9),
                run.busyShare(),
                share(run.busyCpuNanos(), delivered),
                run.isLoadTheLimit(),
                isDisturbed(run, lossShare, relay),
                run.latencies().get(0),
                run.lateness(),
                share(relay.allocatedBytes(), delivered),
                relay.garbageCollections(),
                relay.receiveQueueDrops(),
                relay.drops(),
                run.sample(),
                run.receiverShares(),
                run.sessionsLost());
    }

    /**
     * Datagrams are counted at the players' sockets. Where they hold several messages, the relay
     * says how many it put in, and the kernel which part of its datagrams did not arrive.
     */
    private static long delivered(Load load, RunResult run, RelaySnapshot relay) {
        if (!load.bundled()) {
            return Math.min(run.expected(), run.datagrams());
        }
        long gone = relay.playerQueueDrops() + relay.sendFailures();
        double arrived = Math.max(0, 1 - share(gone, relay.datagramsOut()));
        return Math.min(run.expected(), Math.round(relay.messagesOut() * arrived));
    }

    /** A relay that loses messages has a full core, or something else has it. */
    private static boolean isDisturbed(RunResult run, double lossShare, RelaySnapshot relay) {
        double relayCpu = relay.cpuNanos() / (run.seconds() * 1e9);
        return run.isDisturbed()
                || lossShare > LOSS_LIMIT && relayCpu < FULL_CORE && !run.isLoadTheLimit();
    }

    /** 0 of nothing. */
    private static double share(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /** Everything that was due arrived, but for a tolerated rest. */
    public boolean isLossless() {
        return lossShare <= LOSS_LIMIT;
    }

    /** Whether more can be asked for. */
    public boolean isCarried() {
        return isLossless() && !isLoadTheLimit;
    }
}
