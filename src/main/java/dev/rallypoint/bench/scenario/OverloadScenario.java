package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.load.Latencies;
import dev.rallypoint.bench.load.Newcomers;
import dev.rallypoint.bench.load.RunOrder;
import dev.rallypoint.bench.load.RunOrder.Content;
import dev.rallypoint.bench.load.RunOrder.Flood;
import dev.rallypoint.bench.load.Segment;
import dev.rallypoint.bench.report.Findings;
import dev.rallypoint.bench.report.ScenarioResult;
import dev.rallypoint.bench.report.ScenarioResult.Titled;
import dev.rallypoint.bench.report.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Three times the load that the relay can carry, for some seconds, on players who are there, while
 * others try to come in; then half of that load again.
 */
public final class OverloadScenario implements Scenario {
    private static final Titled TITLED =
            new Titled("overload", "overload · three times what the relay carries");
    private static final double TIMES = 3;
    private static final double CALM_SHARE = 0.5;
    private static final double BURST_SECONDS = 4;
    private static final double AFTER_SECONDS = 4;
    private static final double NEWCOMERS_PER_SECOND = 20;
    private static final double MICROS_PER_SECOND = 1e6;

    @Override
    public String name() {
        return TITLED.name();
    }

    @Override
    public ScenarioResult run(Ground ground) throws IOException, InterruptedException {
        try (Pair pair = Pair.start(ground, Shape.raw().withDefaultLimits())) {
            Sweep sweep = new Sweep(ground.coarse(), pair);
            sweep.run();
            pair.lobbies(pair.shape().lobbies(sweep.best().players()));
            double calmHz = pair.shape().hz() * CALM_SHARE;
            Pair.Measured calm =
                    pair.measure(
                            "half, before",
                            order(new Segment(calmHz, ground.effort().stepSeconds())));
            ground.say(calm.step());
            Segment burst = new Segment(pair.shape().hz() * TIMES, BURST_SECONDS);
            Pair.Measured over =
                    pair.measure(
                            "3x, then half again",
                            order(burst, new Segment(calmHz, AFTER_SECONDS)));
            ground.say(over.step());
            List<Step> steps = new ArrayList<>(sweep.steps());
            steps.add(calm.step());
            steps.add(over.step());
            return ScenarioResult.of(
                            TITLED,
                            over.step(),
                            over.run().latencies().get(0),
                            findings(calm, over),
                            steps)
                    .with(over.run().bins());
        }
    }

    private static RunOrder order(Segment... segments) {
        return new RunOrder(List.of(segments), Content.MESSAGES, Flood.NONE, NEWCOMERS_PER_SECOND);
    }

    private static Findings findings(Pair.Measured calm, Pair.Measured over) {
        Findings findings = new Findings();
        findings.checkSample(calm.step());
        findings.checkSample(over.step());
        findings.failIf(!calm.step().isLossless(), "loss at half of the carried load, before");
        findings.failIf(over.run().sessionsLost() > 0, "established sessions were lost");
        Latencies burst = over.run().latencies().get(0);
        double calmAfter = Recovery.seconds(over.run().bins(), BURST_SECONDS);
        double recovery = Math.min(AFTER_SECONDS, calmAfter);
        findings.failIf(
                calmAfter > AFTER_SECONDS,
                "no recovery in " + AFTER_SECONDS + " s after the burst");
        findings.figure("recoverySeconds", recovery);
        findings.figure("lossShare", over.step().lossShare());
        findings.figure("latencySecondsP50", burst.p50() / MICROS_PER_SECOND);
        findings.figure("latencySecondsMax", burst.max() / MICROS_PER_SECOND);
        findings.figure("receiverShareMin", over.run().receiverShares().min());
        findings.figure("receiverShareMedian", over.run().receiverShares().median());
        findings.figure("receiverShareMax", over.run().receiverShares().max());
        findings.figure("senderShareMin", over.run().sample().senderShares().min());
        findings.figure("senderShareMedian", over.run().sample().senderShares().median());
        findings.figure("senderShareMax", over.run().sample().senderShares().max());
        newcomers(findings, "Before", calm.run().newcomers());
        newcomers(findings, "Overload", over.run().newcomers());
        findings.figure("receiveQueueDrops", over.relay().receiveQueueDrops());
        over.relay().drops().forEach((why, count) -> findings.figure("dropped_" + why, count));
        if (over.run().gaveUp()) {
            findings.note(
                    "The load fell a second behind and was cut short: no figures of overload.");
        }
        if (over.step().isLoadTheLimit()) {
            findings.note("The load could not send three times as much in time: it was the limit.");
        }
        findings.note("Each newcomer leaves with ten goodbyes: nine of them count as no_session.");
        findings.note(
                String.format(
                        Locale.ROOT,
                        "recovered in %.1f s · p50 %.1f ms, slowest %.0f ms in the burst · newcomers"
                                + " %d of %d before, %d of %d with overload",
                        recovery,
                        burst.p50() / 1e3,
                        burst.max() / 1e3,
                        calm.run().newcomers().connected(),
                        calm.run().newcomers().tried(),
                        over.run().newcomers().connected(),
                        over.run().newcomers().tried()));
        return findings;
    }

    private static void newcomers(Findings findings, String when, Newcomers.Result came) {
        findings.figure("newcomersTried" + when, came.tried());
        findings.figure("newcomersConnected" + when, came.connected());
        findings.figure("newcomersMsP50" + when, came.connectMicros().p50() / 1e3);
    }
}
