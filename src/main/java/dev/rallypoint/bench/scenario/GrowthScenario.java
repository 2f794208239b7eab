package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.report.Findings;
import dev.rallypoint.bench.report.ScenarioResult;
import dev.rallypoint.bench.report.ScenarioResult.Titled;
import dev.rallypoint.bench.report.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a delivery costs in lobbies of other sizes, rates and payloads, at the same deliveries. */
public final class GrowthScenario implements Scenario {
    private static final Titled TITLED =
            new Titled("growth", "growth · one thing varied at a time, the deliveries the same");

    /** A second; what the smallest of these loads carries easily. */
    private static final double DELIVERIES = 70_000;

    /** The first is what the others are compared with. */
    private static final List<Shape> SHAPES =
            List.of(
                    Shape.raw(),
                    Shape.raw().of(2, 20, 100),
                    Shape.raw().of(16, 20, 100),
                    Shape.raw().of(32, 20, 100),
                    Shape.raw().of(8, 60, 100),
                    Shape.raw().of(8, 20, 32),
                    Shape.raw().of(8, 20, 300),
                    Shape.raw().of(8, 20, 1_175),
                    Shape.framed().with("relay.coalesceMs=0"),
                    Shape.framed(),
                    Shape.framed().with("relay.coalesceMs=10"));

    @Override
    public String name() {
        return TITLED.name();
    }

    @Override
    public ScenarioResult run(Ground ground) throws IOException, InterruptedException {
        List<Step> steps = new ArrayList<>();
        for (Shape shape : SHAPES) {
            steps.add(measure(ground, shape));
        }
        Findings findings = new Findings();
        steps.forEach(findings::checkSample);
        Step first = steps.get(0);
        return ScenarioResult.of(TITLED, first, first.latency(), findings, steps);
    }

    private static Step measure(Ground ground, Shape shape)
            throws IOException, InterruptedException {
        try (Pair pair = Pair.start(ground, shape)) {
            int size = shape.lobbySize();
            double ofLobby = size * (size - 1) * shape.hz();
            pair.lobbies(Math.max(1, (int) Math.round(DELIVERIES / ofLobby)));
            pair.warmUp(ground.effort().warmUpSeconds());
            Step step = pair.step(describe(shape));
            ground.say(step);
            return step;
        }
    }

    private static String describe(Shape shape) {
        String window =
                shape.settings().stream()
                        .filter(setting -> setting.startsWith("relay.coalesceMs="))
                        .reduce("", (earlier, later) -> later)
                        .replace("relay.coalesceMs=", ", ");
        return String.format(
                "%s %d x %.0f Hz, %d B%s",
                shape.forwarding().name().toLowerCase(Locale.ROOT),
                shape.lobbySize(),
                shape.hz(),
                shape.payloadBytes(),
                window.isEmpty() ? "" : window + " ms");
    }
}
