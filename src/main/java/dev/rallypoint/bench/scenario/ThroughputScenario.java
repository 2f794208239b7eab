package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.load.RunOrder;
import dev.rallypoint.bench.report.Findings;
import dev.rallypoint.bench.report.ScenarioResult;
import dev.rallypoint.bench.report.ScenarioResult.Titled;
import dev.rallypoint.bench.report.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The load is raised until messages are lost; then latency at half of what was carried. */
public final class ThroughputScenario implements Scenario {
    private static final double LATENCY_STEPS = 2;

    private final Titled titled;
    private final Shape shape;

    private ThroughputScenario(Titled titled, Shape shape) {
        this.titled = titled;
        this.shape = shape;
    }

    public static ThroughputScenario raw() {
        return new ThroughputScenario(
                new Titled("raw", "raw · lobbies of 8 · 20 Hz · 100 bytes"), Shape.raw());
    }

    public static ThroughputScenario framed() {
        return new ThroughputScenario(
                new Titled("framed", "framed · lobbies of 16 · 60 Hz · 100 bytes"), Shape.framed());
    }

    @Override
    public String name() {
        return titled.name();
    }

    @Override
    public ScenarioResult run(Ground ground) throws IOException, InterruptedException {
        try (Pair pair = Pair.start(ground, shape)) {
            Sweep sweep = new Sweep(ground, pair);
            sweep.run();
            Step half = half(ground, pair, sweep.best());
            List<Step> steps = new ArrayList<>(sweep.steps());
            steps.add(half);
            return ScenarioResult.of(
                    titled, sweep.best(), half.latency(), findings(sweep, half, steps), steps);
        }
    }

    private Step half(Ground ground, Pair pair, Step best) throws InterruptedException {
        pair.lobbies(shape.lobbies(best.players() / 2));
        double seconds = ground.effort().stepSeconds() * LATENCY_STEPS;
        Step half =
                pair.measure("half of it, for latency", RunOrder.messages(shape.hz(), seconds))
                        .step();
        ground.say(half);
        return half;
    }

    private Findings findings(Sweep sweep, Step half, List<Step> steps) {
        Findings findings = new Findings();
        steps.forEach(findings::checkSample);
        findings.failIf(!sweep.isCarried(), "not even the smallest load was carried without loss");
        findings.failIf(
                !half.isLossless(),
                String.format(
                        Locale.ROOT,
                        "%.3f %% lost at half of the load that was carried",
                        half.lossShare() * 100));
        findings.figure("playersCarried", sweep.best().players());
        findings.figure("deliveredPerSecond", sweep.best().deliveredPerSecond());
        findings.figure("relayCpuShare", sweep.best().relayCpuShare());
        findings.figure("cpuNsPerDeliveredAtHalf", half.cpuNsPerDelivered());
        findings.figure("messagesPerDatagram", sweep.best().messagesPerDatagram());
        if (sweep.wasTheLoadTheLimit()) {
            findings.note("The load was the limit in a step: the relay may carry more.");
        }
        if (steps.stream().anyMatch(Step::isDisturbed)) {
            findings.note(
                    "Something else took the load's core in a step: times are worse than the relay's.");
        }
        return findings;
    }
}
