package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.load.RunOrder;
import dev.rallypoint.bench.load.RunOrder.Flood;
import dev.rallypoint.bench.report.Findings;
import dev.rallypoint.bench.report.ScenarioResult;
import dev.rallypoint.bench.report.ScenarioResult.Titled;
import dev.rallypoint.bench.report.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Floods from 1,024 sockets on 256 addresses beside players; the same players first without one.
 */
public final class HostileScenario implements Scenario {
    private static final Titled TITLED =
            new Titled("hostile", "hostile · players beside floods from 256 addresses");

    @Override
    public String name() {
        return TITLED.name();
    }

    @Override
    public ScenarioResult run(Ground ground) throws IOException, InterruptedException {
        try (Pair pair = Pair.start(ground, Shape.raw().withDefaultLimits())) {
            pair.lobbies(pair.shape().lobbies(ground.effort().startPlayers()));
            pair.warmUp(ground.effort().warmUpSeconds());
            RunOrder quiet = RunOrder.messages(pair.shape().hz(), ground.effort().stepSeconds());
            List<Pair.Measured> runs = new ArrayList<>();
            runs.add(measure(ground, pair, "no flood", quiet));
            for (Flood.Kind kind : Flood.Kind.values()) {
                Flood flood = new Flood(kind, ground.effort().floodPerSecond());
                runs.add(measure(ground, pair, word(kind), quiet.with(flood)));
            }
            return ScenarioResult.of(
                    TITLED,
                    runs.get(0).step(),
                    runs.get(0).step().latency(),
                    findings(runs),
                    runs.stream().map(Pair.Measured::step).toList());
        }
    }

    private static Pair.Measured measure(Ground ground, Pair pair, String name, RunOrder order)
            throws InterruptedException {
        Pair.Measured measured = pair.measure(name, order);
        ground.say(measured.step());
        if (measured.run().floodSent() > 0) {
            ground.say(
                    String.format(
                            Locale.ROOT,
                            "   %,.0f hostile datagrams/s; dropped: %s; by the kernel %,d",
                            measured.run().floodSent() / measured.run().seconds(),
                            measured.relay().drops(),
                            measured.relay().receiveQueueDrops()));
        }
        return measured;
    }

    private static Findings findings(List<Pair.Measured> runs) {
        Findings findings = new Findings();
        double unflooded = runs.get(0).step().lossShare();
        for (Pair.Measured measured : runs) {
            Step step = measured.step();
            findings.checkSample(step);
            findings.failIf(
                    step.lossShare() - unflooded > Step.LOSS_LIMIT,
                    String.format(
                            Locale.ROOT,
                            "%s: established players lost %.3f %%, %.3f %% without a flood",
                            step.name(),
                            step.lossShare() * 100,
                            unflooded * 100));
            findings.failIf(step.sessionsLost() > 0, step.name() + ": sessions were lost");
            findings.figure("lossShare_" + step.name().replace(' ', '_'), step.lossShare());
            findings.figure(
                    "floodPerSecond_" + step.name().replace(' ', '_'),
                    measured.run().floodSent() / measured.run().seconds());
        }
        return findings;
    }

    private static String word(Flood.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
