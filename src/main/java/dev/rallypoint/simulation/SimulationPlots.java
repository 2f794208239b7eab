package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.plot.Axis;
import dev.rallypoint.plot.BarPlot;
import dev.rallypoint.plot.BarPlot.Bar;
import dev.rallypoint.plot.LinePlot;
import dev.rallypoint.plot.LinePlot.Point;
import dev.rallypoint.plot.LinePlot.Series;
import dev.rallypoint.plot.PlotText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;

/** The plots of the page, each from the figures it shows. */
final class SimulationPlots {
    private static final double HUNDRED = 100;
    private static final double SECOND_MS = 1_000;
    private static final int CURVE_POINTS = 100;

    /** Colours of the page. */
    private static final int COLOURS = 6;

    private SimulationPlots() {}

    /** Players who came in each hour. */
    static String arrivals(Arrivals arrivals) {
        List<Series> lines = new ArrayList<>();
        arrivals.byRegion()
                .forEach(
                        (region, players) -> {
                            List<Point> points = new ArrayList<>();
                            for (int hour = 0; hour < players.length; hour++) {
                                points.add(
                                        point(
                                                hour + 0.5,
                                                players[hour],
                                                region + ", hour " + hour + ": " + players[hour]));
                            }
                            lines.add(new Series(region, points, true));
                        });
        return drawn(
                "players who came, by hour and region",
                "hour of the run, UTC",
                "players an hour",
                lines);
    }

    /** Which part of the players was matched within a time, on a stretched axis. */
    static String waiting(List<Outcome> outcomes) {
        List<Series> lines = curves(outcomes, Outcome::waitSeconds);
        List<Series> shown =
                lines.stream()
                        .map(
                                line ->
                                        new Series(
                                                line.name(),
                                                line.points().stream()
                                                        .map(SimulationPlots::atLeastATenth)
                                                        .toList(),
                                                false))
                        .toList();
        Axis across =
                Axis.decades("seconds waited", 0.1, largestX(shown), LinePlot.LEFT, LinePlot.RIGHT);
        return new LinePlot(across, PlotText::number, percent("% of the players"), PlotText::number)
                .draw("part of the players matched within a time", shown);
    }

    private static Point atLeastATenth(Point point) {
        return new Point(Math.max(0.1, point.x()), point.y(), point.says(), point.hollow());
    }

    static String spread(List<Outcome> outcomes) {
        return cumulative(outcomes, Outcome::ratingSpread, "rating spread of the match, points");
    }

    static String roundTrips(List<Outcome> outcomes) {
        return cumulative(outcomes, Outcome::worstRttMs, "worst round trip of the match, ms");
    }

    private static String cumulative(
            List<Outcome> outcomes, Function<Outcome, Figures> figures, String what) {
        List<Series> lines = curves(outcomes, figures);
        Axis across = Axis.fromZero(what, largestX(lines), LinePlot.LEFT, LinePlot.RIGHT);
        return new LinePlot(across, PlotText::number, percent("% of the matches"), PlotText::number)
                .draw("part of the matches below: " + what, lines);
    }

    private static Axis percent(String what) {
        return Axis.fromZero(what, HUNDRED, LinePlot.BOTTOM, LinePlot.TOP);
    }

    private static List<Series> curves(List<Outcome> outcomes, Function<Outcome, Figures> figures) {
        return outcomes.stream()
                .map(
                        outcome -> {
                            List<Point> points = new ArrayList<>();
                            for (int i = 0; i <= CURVE_POINTS; i++) {
                                double share = (double) i / CURVE_POINTS;
                                double value = figures.apply(outcome).quantile(share);
                                points.add(point(value, HUNDRED * share, ""));
                            }
                            return new Series(outcome.policy().name(), points, false);
                        })
                .toList();
    }

    /** What 19 of 20 players who came in an hour waited at most. */
    static String waitingByHour(List<Outcome> outcomes) {
        List<Series> lines = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            List<Point> points = new ArrayList<>();
            for (int hour = 0; hour < outcome.waitByHour().size(); hour++) {
                double wait = outcome.waitByHour().get(hour).quantile(0.95);
                points.add(
                        point(
                                hour + 0.5,
                                Math.max(0.1, wait),
                                String.format(
                                        Locale.ROOT,
                                        "%s, hour %d: %.1f s",
                                        outcome.policy().name(),
                                        hour,
                                        wait)));
            }
            lines.add(new Series(outcome.policy().name(), points, true));
        }
        Axis across =
                Axis.fromZero(
                        "hour of the run, UTC", largestX(lines), LinePlot.LEFT, LinePlot.RIGHT);
        Axis up = Axis.decades("waiting p95, s", 1, largestY(lines), LinePlot.BOTTOM, LinePlot.TOP);
        return new LinePlot(across, PlotText::number, up, PlotText::number)
                .draw("waiting by the hour", lines);
    }

    static String playersInMatch(List<Outcome> outcomes) {
        List<Bar> bars = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            double players = outcome.playersInMatch().mean();
            bars.add(
                    new Bar(
                            outcome.policy().name(),
                            players,
                            PlotText.number(players),
                            bars.size() % COLOURS));
        }
        return BarPlot.draw("players in a match", bars);
    }

    /** How far the ratings may lie apart, by waiting; of the policies that have windows. */
    static String ratingWindows(List<Outcome> outcomes) {
        return steps(outcomes, "rating window, ± points", some -> some.ratingWindow()::at);
    }

    static String latencyWindows(List<Outcome> outcomes) {
        return steps(outcomes, "latency window, ms", some -> some::latencyWindowAt);
    }

    static String playersNeeded(List<Outcome> outcomes) {
        return steps(outcomes, "players that are enough", some -> some::playersNeeded);
    }

    private static String steps(
            List<Outcome> outcomes, String what, Function<ModeRules, LongToDoubleFunction> curve) {
        List<Series> lines = new ArrayList<>();
        for (int colour = 0; colour < outcomes.size(); colour++) {
            Policy policy = outcomes.get(colour).policy();
            if (!Policies.isNaive(policy)) {
                List<Point> points = stairs(policy.rules(), curve.apply(policy.rules()));
                lines.add(new Series(policy.name(), points, false, colour % COLOURS));
            }
        }
        return drawn(what + ", by waiting", "seconds waited", what, lines);
    }

    private static List<Point> stairs(ModeRules rules, LongToDoubleFunction curve) {
        List<Point> points = new ArrayList<>();
        long fromMs = 0;
        points.add(point(0, curve.applyAsDouble(0), ""));
        while (fromMs < rules.overdueMs()) {
            long nextMs = rules.nextChangeMs(fromMs).orElse(rules.overdueMs());
            points.add(point(nextMs / SECOND_MS, curve.applyAsDouble(nextMs - 1), ""));
            points.add(point(nextMs / SECOND_MS, curve.applyAsDouble(nextMs), ""));
            fromMs = nextMs;
        }
        return points;
    }

    private static String drawn(
            String title, String acrossSays, String upSays, List<Series> lines) {
        Axis across = Axis.fromZero(acrossSays, largestX(lines), LinePlot.LEFT, LinePlot.RIGHT);
        Axis up = Axis.fromZero(upSays, largestY(lines), LinePlot.BOTTOM, LinePlot.TOP);
        return new LinePlot(across, PlotText::number, up, PlotText::number).draw(title, lines);
    }

    private static Point point(double x, double y, String says) {
        return new Point(x, y, says, false);
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
}
