package dev.rallypoint.bench;

import dev.rallypoint.bench.process.BenchFailedException;
import dev.rallypoint.bench.process.Cores;
import dev.rallypoint.bench.report.ScenarioResult;
import dev.rallypoint.bench.scenario.Effort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the rivals under the form of load that the scenarios had, and works out the ratios. */
final class Comparison {
    private static final int PAYLOAD_BYTES = 100;
    private static final int RAW_LOBBY = 8;
    private static final int RAW_HZ = 20;
    private static final String FRAMED = "framed";
    private static final List<String> COMPARED = List.of("raw", FRAMED);
    private static final int FIRST_LOBBIES = 64;

    private final Cores cores;
    private final Effort effort;
    private final Consumer<String> screen;
    private final List<Baseline> baselines = new ArrayList<>();
    private final List<BenchReport.Ratio> ratios = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    Comparison(Cores cores, Effort effort, Consumer<String> screen) {
        this.cores = cores;
        this.effort = effort;
        this.screen = screen;
    }

    void run(List<ScenarioResult> results) throws InterruptedException {
        for (Rival rival : Rivals.all()) {
            screen.accept("");
            screen.accept("== " + rival.name());
            Optional<String> lacking = rival.missing();
            if (lacking.isPresent()) {
                screen.accept("   " + lacking.get());
                missing.add(rival.name() + ": " + lacking.get());
                continue;
            }
            measure(rival).ifPresent(baseline -> compare(baseline, results));
        }
    }

    private Optional<Baseline> measure(Rival rival) throws InterruptedException {
        try {
            Baseline baseline = rival.run(plan(), screen);
            baselines.add(baseline);
            return Optional.of(baseline);
        } catch (IOException | BenchFailedException failure) {
            screen.accept("   " + rival.name() + " failed: " + failure.getMessage());
            missing.add(rival.name() + " failed: " + failure.getMessage());
            return Optional.empty();
        }
    }

    private RivalPlan plan() {
        return new RivalPlan(
                FIRST_LOBBIES,
                RAW_LOBBY,
                RAW_HZ,
                PAYLOAD_BYTES,
                (int) Math.ceil(effort.stepSeconds()),
                cores.relay(),
                cores.load());
    }

    private void compare(Baseline baseline, List<ScenarioResult> results) {
        for (ScenarioResult result : results) {
            if (COMPARED.contains(result.name())) {
                double cpu =
                        result.deliveredPerCpuSecond() == 0
                                ? 0
                                : baseline.deliveredPerCpuSecond() / result.deliveredPerCpuSecond();
                ratios.add(new BenchReport.Ratio(result.name(), baseline.name(), cpu));
                screen.accept(
                        String.format(
                                Locale.ROOT,
                                "   %s costs %.2fx the CPU of %s for a delivered message, each at its best%s",
                                result.name(),
                                cpu,
                                baseline.name(),
                                isSameLoad(result, baseline) ? "" : "; their loads differ"));
            }
        }
    }

    private static boolean isSameLoad(ScenarioResult result, Baseline baseline) {
        return result.name().equals(FRAMED) == baseline.name().equals(CCopy.FRAMED_NAME);
    }

    List<Baseline> baselines() {
        return baselines;
    }

    List<BenchReport.Ratio> ratios() {
        return ratios;
    }

    List<String> missing() {
        return missing;
    }
}
