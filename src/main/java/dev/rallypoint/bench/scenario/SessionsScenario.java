package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.host.RelayProcess;
import dev.rallypoint.bench.host.RelaySnapshot;
import dev.rallypoint.bench.load.Latencies;
import dev.rallypoint.bench.load.LoadProcess;
import dev.rallypoint.bench.load.RunOrder;
import dev.rallypoint.bench.load.RunOrder.Content;
import dev.rallypoint.bench.load.RunOrder.Flood;
import dev.rallypoint.bench.load.RunResult;
import dev.rallypoint.bench.load.Segment;
import dev.rallypoint.bench.process.BenchFailedException;
import dev.rallypoint.bench.report.Findings;
import dev.rallypoint.bench.report.ScenarioResult;
import dev.rallypoint.bench.report.ScenarioResult.Titled;
import dev.rallypoint.bench.report.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A crowd that is connected and says nothing: what a session costs. */
public final class SessionsScenario implements Scenario {
    private static final Titled TITLED =
            new Titled("sessions", "sessions · connected players who only keep alive");

    /**
     * Of each player; the relay sends ten a second, or four while it takes itself for overloaded.
     */
    private static final double KEEP_ALIVE_HZ = 2;

    private static final double LOST_LIMIT = Step.LOSS_LIMIT;

    @Override
    public String name() {
        return TITLED.name();
    }

    @Override
    public ScenarioResult run(Ground ground) throws IOException, InterruptedException {
        Shape shape = Shape.raw();
        int each = LoadProcess.maxPlayers() / shape.lobbySize() * shape.lobbySize();
        List<LoadProcess> loads = new ArrayList<>();
        try (RelayProcess relay = RelayProcess.start(ground.cores().relay(), shape.settings())) {
            try {
                int sessions = ground.effort().sessions();
                RelaySnapshot empty = relay.collectedSnapshot();
                for (int begin = 0; begin < sessions; begin += each) {
                    int lobby = begin / shape.lobbySize();
                    LoadProcess load =
                            LoadProcess.start(
                                    ground.cores().load(),
                                    Pair.terms(shape, relay, ground.seed(), lobby));
                    loads.add(load);
                    load.lobbies(shape.lobbies(Math.min(each, sessions - begin)));
                }
                ground.say("   " + loads.size() + " load processes, by the limit of open files");
                return measure(ground, shape, relay, new Crowds(loads, empty));
            } finally {
                loads.forEach(LoadProcess::close);
            }
        }
    }

    private record Crowds(List<LoadProcess> loads, RelaySnapshot empty) {}

    private ScenarioResult measure(Ground ground, Shape shape, RelayProcess relay, Crowds crowds)
            throws InterruptedException {
        RunOrder order =
                new RunOrder(
                        List.of(new Segment(KEEP_ALIVE_HZ, ground.effort().stepSeconds() * 2)),
                        Content.KEEP_ALIVES,
                        Flood.NONE,
                        0);
        together(crowds.loads(), order);
        RelaySnapshot before = relay.collectedSnapshot();
        List<RunResult> runs = together(crowds.loads(), order);
        RelaySnapshot used = relay.snapshot().since(before);
        double heap =
                (double)
                                (relay.collectedSnapshot().usedHeapBytes()
                                        - crowds.empty().usedHeapBytes())
                        / used.sessions();
        RunResult all = runs.get(0);
        Step step =
                Step.of(
                        new Step.Load(
                                "keep-alives",
                                (int) used.sessions(),
                                shape.lobbySize(),
                                KEEP_ALIVE_HZ,
                                false),
                        all,
                        used);
        Findings findings = findings(ground, runs, used, heap);
        return ScenarioResult.of(TITLED, step, Latencies.none(), findings, List.of(step));
    }

    private static Findings findings(
            Ground ground, List<RunResult> runs, RelaySnapshot used, double heapBytes) {
        long sent = runs.stream().mapToLong(RunResult::sent).sum();
        int gone = runs.stream().mapToInt(RunResult::sessionsLost).sum();
        double lostIn = (double) used.receiveQueueDrops() / sent;
        double lostOut =
                (double) (used.playerQueueDrops() + used.sendFailures()) / used.datagramsOut();
        double cpu = used.cpuShare();
        Findings findings = new Findings();
        findings.figure("sessions", used.sessions());
        findings.figure("heapBytesPerSession", heapBytes);
        findings.figure("cpuShare", cpu);
        findings.figure("cpuMicrosPerSessionSecond", cpu * 1e6 / used.sessions());
        findings.figure("keepAlivesInPerSecond", used.perSecond(used.datagramsIn()));
        findings.figure("keepAlivesOutPerSecond", used.perSecond(used.datagramsOut()));
        findings.figure("keepAlivesLostInShare", lostIn);
        findings.figure("keepAlivesLostOutShare", lostOut);
        findings.figure("sessionsLost", gone);
        findings.failIf(
                used.sessions() < ground.effort().sessions(),
                used.sessions() + " sessions instead of " + ground.effort().sessions());
        findings.failIf(lostIn > LOST_LIMIT, "keep-alives of players were lost");
        findings.failIf(lostOut > LOST_LIMIT, "keep-alives of the relay were lost");
        String summary =
                String.format(
                        Locale.ROOT,
                        "%,d sessions: %,.0f bytes of heap each, %.1f %% of a core; %,.0f keep-alives/s"
                                + " in (lost %s), %,.0f/s out (lost %s)",
                        used.sessions(),
                        heapBytes,
                        cpu * 100,
                        used.perSecond(used.datagramsIn()),
                        percent(lostIn),
                        used.perSecond(used.datagramsOut()),
                        percent(lostOut));
        findings.note(summary);
        if (runs.stream().anyMatch(RunResult::isLoadTheLimit)) {
            findings.note("The load was late: it was the limit.");
        }
        return findings;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", share * 100);
    }

    /** All load processes at the same time. */
    private static List<RunResult> together(List<LoadProcess> loads, RunOrder order)
            throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(loads.size());
        try {
            List<Future<RunResult>> running = new ArrayList<>();
            for (LoadProcess load : loads) {
                running.add(threads.submit(() -> load.run(order)));
            }
            List<RunResult> results = new ArrayList<>();
            for (Future<RunResult> run : running) {
                results.add(run.get());
            }
            return results;
        } catch (ExecutionException failure) {
            throw new BenchFailedException("a load process failed", failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
