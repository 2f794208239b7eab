package dev.rallypoint.bench.report;

import dev.rallypoint.bench.host.RelaySnapshot;
import dev.rallypoint.bench.load.Latencies;
import dev.rallypoint.bench.load.Newcomers;
import dev.rallypoint.bench.load.RunResult;
import dev.rallypoint.bench.load.Sample;
import dev.rallypoint.bench.load.Shares;
import java.util.List;
import java.util.Map;

/** Runs of two seconds in which the relay used two seconds of CPU, made by hand. */
final class Figures {
    private static final Latencies LATENCY =
            new Latencies(
                    10,
                    80,
                    120,
                    400,
                    900,
                    1_000,
                    List.of(
                            new Latencies.Point(0, 40),
                            new Latencies.Point(50, 80),
                            new Latencies.Point(99, 400),
                            new Latencies.Point(99.9, 900),
                            new Latencies.Point(100, 1_000)));

    private Figures() {}

    static Step step(String name, long expected, long arrived, boolean bundled, double loadBusy) {
        return Step.of(
                new Step.Load(name, 16, 8, 20, bundled),
                run(expected, arrived, loadBusy),
                relay(expected, expected, 0));
    }

    static Step bundled(long messages, long datagrams, long arrived) {
        return Step.of(
                new Step.Load("framed", 16, 8, 20, true),
                run(messages, arrived, 0.1),
                relay(messages, datagrams, datagrams - arrived));
    }

    private static RunResult run(long expected, long datagrams, double loadBusy) {
        return new RunResult(
                expected / 7,
                expected,
                datagrams,
                0,
                2,
                new Sample(100, 100, 0, 0, 0, 0, new Shares(1, 1, 1)),
                List.of(LATENCY),
                Latencies.none(),
                List.of(),
                loadBusy,
                loadBusy * 2e9,
                false,
                new Shares(1, 1, 1),
                0,
                new Newcomers.Result(0, 0, Latencies.none()),
                0,
                0);
    }

    private static RelaySnapshot relay(long messagesOut, long datagramsOut, long playerQueueDrops) {
        return new RelaySnapshot(
                4_000_000_000L,
                2_000_000_000L,
                5_000,
                0,
                0,
                0,
                datagramsOut,
                0,
                messagesOut,
                0,
                16,
                0,
                Map.of("bad_tag", 3L),
                0,
                playerQueueDrops);
    }
}
