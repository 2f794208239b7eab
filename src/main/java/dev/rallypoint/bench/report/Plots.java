package dev.rallypoint.bench.report;

import dev.rallypoint.bench.load.Latencies;
import dev.rallypoint.bench.load.Timeline;
import dev.rallypoint.plot.Axis;
import dev.rallypoint.plot.BarPlot;
import dev.rallypoint.plot.BarPlot.Bar;
import dev.rallypoint.plot.LinePlot;
import dev.rallypoint.plot.LinePlot.Point;
import dev.rallypoint.plot.LinePlot.Series;
import dev.rallypoint.plot.PlotText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The plots of the page, each from the figures it shows. */
final class Plots {
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double HUNDRED = 100;
    private static final int DROP_COLOUR = 3;

    private Plots() {}

    /** CPU for a message over what is delivered a second. */
    static String cost(List<ScenarioResult> scenarios) {
        List<Series> lines = new ArrayList<>();
        for (ScenarioResult scenario : scenarios) {
            List<Point> points =
                    scenario.steps().stream()
                            .sorted(Comparator.comparingDouble(Step::deliveredPerSecond))
                            .map(Plots::costPoint)
                            .toList();
            lines.add(new Series(scenario.name(), points, true));
        }
        Axis across =
                Axis.fromZero(
                        "messages delivered a second",
                        largestX(lines),
                        LinePlot.LEFT,
                        LinePlot.RIGHT);
        Axis up = Axis.fromZero("CPU µs a message", largestY(lines), LinePlot.BOTTOM, LinePlot.TOP);
        return new LinePlot(across, PlotText::number, up, PlotText::number)
                .draw("CPU time for a delivered message by load", lines);
    }

    private static Point costPoint(Step step) {
        return new Point(
                step.deliveredPerSecond(),
                step.cpuNsPerDelivered() / NANOS_PER_MICRO,
                String.format(
                        Locale.ROOT,
                        "%s: %,d players, %,.0f/s delivered, %.3f µs, loss %s%s",
                        step.name(),
                        step.players(),
                        step.deliveredPerSecond(),
                        step.cpuNsPerDelivered() / NANOS_PER_MICRO,
                        StepTable.loss(step.lossShare()),
                        step.isLoadTheLimit() ? ", the load is the limit" : ""),
                !step.isCarried());
    }

    /** Latency by percentile; the axis stretches the last percent. */
    static String latency(List<ScenarioResult> scenarios) {
        List<Series> lines = new ArrayList<>();
        for (ScenarioResult scenario : scenarios) {
            List<Point> points =
                    scenario.latencyCurve().stream()
                            .filter(point -> point.percentile() < HUNDRED && point.micros() > 0)
                            .map(Plots::latencyPoint)
                            .toList();
            if (!points.isEmpty()) {
                lines.add(new Series(scenario.name(), points, false));
            }
        }
        Axis across =
                Axis.decades(
                        "percentile of the messages",
                        1,
                        Math.max(1_000, largestX(lines)),
                        LinePlot.LEFT,
                        LinePlot.RIGHT);
        Axis up =
                Axis.decades(
                        "latency",
                        smallestY(lines),
                        largestY(lines),
                        LinePlot.BOTTOM,
                        LinePlot.TOP);
        return new LinePlot(across, Plots::percentile, up, PlotText::time)
                .draw("latency by percentile", lines);
    }

    /** One of so many is slower. */
    private static Point latencyPoint(Latencies.Point point) {
        return new Point(HUNDRED / (HUNDRED - point.percentile()), point.micros(), "", false);
    }

    private static String percentile(double oneOf) {
        double percent = HUNDRED - HUNDRED / oneOf;
        return percent < 99.5
                ? String.format(Locale.ROOT, "%.0f", percent)
                : String.format(Locale.ROOT, "%s", PlotText.escape(nines(percent)));
    }

    private static String nines(double percent) {
        return String.format(Locale.ROOT, "%.4f", percent).replaceAll("0+$", "");
    }

    /** A run in time: which part of the sampled messages arrived, tenth by tenth of a second. */
    static String arrivals(List<Timeline.Bin> bins) {
        List<Point> arrived = new ArrayList<>();
        for (Timeline.Bin bin : bins) {
            if (bin.expected() > 0) {
                double share = HUNDRED * bin.delivered() / bin.expected();
                arrived.add(new Point(bin.atSeconds(), Math.min(HUNDRED, share), "", false));
            }
        }
        List<Series> lines = List.of(new Series("arrived", arrived, false));
        Axis across = Axis.fromZero("seconds", largestX(lines), LinePlot.LEFT, LinePlot.RIGHT);
        Axis up = Axis.fromZero("% of the messages", HUNDRED, LinePlot.BOTTOM, LinePlot.TOP);
        return new LinePlot(across, PlotText::number, up, PlotText::number)
                .draw("messages that arrived, over time", lines);
    }

    /** The same run: the slowest message of each tenth of a second. */
    static String slowest(List<Timeline.Bin> bins) {
        List<Point> slow = new ArrayList<>();
        for (Timeline.Bin bin : bins) {
            if (bin.delivered() > 0) {
                slow.add(new Point(bin.atSeconds(), bin.slowestMicros(), "", false));
            }
        }
        List<Series> lines = List.of(new Series("slowest", slow, false));
        Axis across = Axis.fromZero("seconds", largestX(lines), LinePlot.LEFT, LinePlot.RIGHT);
        Axis up =
                Axis.decades(
                        "latency",
                        smallestY(lines),
                        largestY(lines),
                        LinePlot.BOTTOM,
                        LinePlot.TOP);
        return new LinePlot(across, PlotText::number, up, PlotText::time)
                .draw("slowest message, over time", lines);
    }

    /** CPU for a message, ours and others'. */
    static String bars(Map<String, Double> cpuNanos) {
        List<Bar> bars = new ArrayList<>();
        cpuNanos.forEach(
                (name, nanos) ->
                        bars.add(
                                new Bar(
                                        name,
                                        nanos,
                                        PlotText.number(nanos / NANOS_PER_MICRO) + " µs",
                                        bars.size() % 4)));
        return BarPlot.draw("CPU time for a delivered message", bars);
    }

    /** What was dropped in all steps, by reason; empty if nothing was. */
    static String drops(ScenarioResult scenario) {
        Map<String, Long> sums = new TreeMap<>();
        for (Step step : scenario.steps()) {
            step.drops().forEach((reason, count) -> sums.merge(reason, count, Long::sum));
            if (step.receiveQueueDrops() > 0) {
                sums.merge("kernel receive queue", step.receiveQueueDrops(), Long::sum);
            }
        }
        List<Bar> bars =
                sums.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(
                                drop ->
                                        new Bar(
                                                drop.getKey(),
                                                drop.getValue(),
                                                String.format(Locale.ROOT, "%,d", drop.getValue()),
                                                DROP_COLOUR))
                        .toList();
        return bars.isEmpty() ? "" : BarPlot.draw("dropped datagrams by reason", bars);
    }

    private static double largestX(List<Series> lines) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::x)
                .max()
                .orElse(1);
    }

    private static double largestY(List<Series> lines) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(1);
    }

    private static double smallestY(List<Series> lines) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .min()
                .orElse(1);
    }
}
