package dev.rallypoint.bench.load;

import java.util.List;

/**
 * What a run came to, as the players saw it.
 *
 * @param sent datagrams of players
 * @param expected deliveries that the sent messages must lead to, by the lobbies' size
 * @param datagrams that came with messages
 * @param others that came without: keep-alives
 * @param seconds from the first due send to the last
 * @param latencies of the sampled messages of each segment, from when they should have been sent
 * @param lateness of all sends
 * @param busyShare of the run that the load's thread had something to do
 * @param gaveUp the load fell so far behind that the run was cut short
 * @param receiverShares of each player's due datagrams
 * @param sessionsLost players whom the relay has disconnected, since they are there
 * @param troubles sends and reads that the kernel refused
 */
public record RunResult(
        long sent,
        long expected,
        long datagrams,
        long others,
        double seconds,
        Sample sample,
        List<Latencies> latencies,
        Latencies lateness,
        List<Timeline.Bin> bins,
        double busyShare,
        boolean gaveUp,
        Shares receiverShares,
        long floodSent,
        Newcomers.Result newcomers,
        int sessionsLost,
        long troubles) {
    private static final double BUSY = 0.9;
    private static final double LATE_MICROS = 20_000;

    public RunResult {
        bins = List.copyOf(bins);
        latencies = List.copyOf(latencies);
    }

    /** Whether the load itself was the bottleneck, so that the figures say little of the relay. */
    public boolean isLoadTheLimit() {
        return busyShare > BUSY;
    }

    /** Whether the load was late without being busy: something else took its core. */
    public boolean isDisturbed() {
        return !isLoadTheLimit() && (gaveUp || lateness.p99() > LATE_MICROS);
    }
}
