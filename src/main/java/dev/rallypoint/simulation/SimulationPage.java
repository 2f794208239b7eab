package dev.rallypoint.simulation;

import dev.rallypoint.plot.PlotText;
import dev.rallypoint.plot.ReportPage;
import dev.rallypoint.simulation.SimulationReport.PolicyFigures;
import java.util.List;
import java.util.Locale;

/** The page of a simulation: figures, plots and the table in one file. */
final class SimulationPage {
    private static final String RESOURCE = "/simulation.html";
    private static final double HUNDRED = 100;

    private final SimulationReport report;
    private final List<Outcome> outcomes;
    private final Arrivals arrivals;
    private final String date;
    private final StringBuilder body = new StringBuilder();

    SimulationPage(
            SimulationReport report, List<Outcome> outcomes, Arrivals arrivals, String date) {
        this.report = report;
        this.outcomes = outcomes;
        this.arrivals = arrivals;
        this.date = date;
    }

    String render() {
        figures();
        begin(
                "All policies, the same tickets",
                "Waiting is that of players, all else that of matches as they were in the end, with"
                        + " everybody who joined them.");
        table();
        report.findings().forEach(this::note);
        end();
        curves();
        day();
        rules();
        return ReportPage.template(RESOURCE)
                .replace("{{facts}}", facts())
                .replace("{{body}}", body)
                .replace("{{date}}", PlotText.escape(date));
    }

    private void curves() {
        plot(
                "How long players wait",
                "The axis of the seconds is stretched: each mark is ten times the one before.",
                SimulationPlots.waiting(outcomes));
        plot(
                "How far apart the ratings of a match are",
                "Between the strongest and the weakest player. What is known of a newcomer is 25 ± 8.",
                SimulationPlots.spread(outcomes));
        plot(
                "How far away the server is",
                "For the player of a match who has the longest way.",
                SimulationPlots.roundTrips(outcomes));
    }

    private void day() {
        plot(
                "The day",
                "Who comes when, and what 19 of 20 of those who came in an hour waited at most.",
                "<div class='pair'>"
                        + SimulationPlots.arrivals(arrivals)
                        + SimulationPlots.waitingByHour(outcomes)
                        + "</div>");
        plot(
                "How full the matches are",
                "Players in a match in the end. Fewer players lie less far apart by themselves: compare"
                        + " spreads with this in mind.",
                SimulationPlots.playersInMatch(outcomes));
    }

    private String facts() {
        return PlotText.escape(
                String.format(
                        Locale.ROOT,
                        "%,.0f virtual hours · %,d tickets of %,d players · a pass every %d ms · %s"
                                + " · %.1f s of real time",
                        report.hours(),
                        report.tickets(),
                        report.players(),
                        report.intervalMs(),
                        report.seed() == 0 ? "recorded tickets" : "seed " + report.seed(),
                        report.seconds()));
    }

    private void figures() {
        PolicyFigures ours = report.policies().get(0);
        body.append("<div class='figures'>");
        figure(
                PlotText.number(ours.waitSeconds().p50())
                        + " / "
                        + PlotText.number(ours.waitSeconds().p95())
                        + " s",
                "waiting p50 / p95");
        figure(
                PlotText.number(ours.ratingSpread().p50())
                        + " / "
                        + PlotText.number(ours.ratingSpread().p95()),
                "rating spread p50 / p95");
        figure(
                PlotText.number(ours.worstRttMs().p50())
                        + " / "
                        + PlotText.number(ours.worstRttMs().p95())
                        + " ms",
                "worst round trip p50 / p95");
        figure(
                PlotText.number(ours.waitSeconds().max())
                        + " of "
                        + ours.longestWaitSeconds()
                        + " s",
                "longest waiting, and the bound");
        ours.promisesKept()
                .ifPresent(
                        kept ->
                                figure(
                                        PlotText.number(HUNDRED * kept) + " %",
                                        "of “eight of ten within …” kept"));
        body.append("</div>\n");
    }

    private void figure(String value, String what) {
        body.append(
                String.format(
                        "<div class='figure'><b>%s</b><span>%s</span></div>",
                        PlotText.escape(value), PlotText.escape(what)));
    }

    private void begin(String title, String text) {
        body.append(
                String.format(
                        "<section><h2>%s</h2><p>%s</p>%n",
                        PlotText.escape(title), PlotText.escape(text)));
    }

    private void end() {
        body.append("</section>\n");
    }

    private void plot(String title, String text, String plot) {
        begin(title, text);
        body.append(plot);
        end();
    }

    private void note(String text) {
        body.append(String.format("<p class='note'>%s</p>%n", PlotText.escape(text)));
    }

    private void table() {
        body.append(
                "<div class='scroll'><table><thead><tr><th>policy</th>"
                        + "<th>waiting, s<br>p50 / p95 / max</th><th>rating spread<br>p50 / p95</th>"
                        + "<th>worst RTT, ms<br>p50 / p95</th><th>matches</th><th>players<br>each</th>"
                        + "<th>joined<br>a race</th><th>never<br>matched</th>"
                        + "<th>over the<br>bound</th></tr></thead><tbody>\n");
        report.policies().forEach(this::row);
        body.append("</tbody></table></div>\n");
        for (PolicyFigures policy : report.policies()) {
            body.append(
                    String.format(
                            "<p class='facts'><b>%s</b>: %s.</p>%n",
                            PlotText.escape(policy.name()), PlotText.escape(policy.says())));
        }
    }

    private void row(PolicyFigures policy) {
        body.append(
                String.format(
                        Locale.ROOT,
                        "<tr%s><td>%s</td><td>%.1f / %.1f / %,.0f</td><td>%.1f / %.1f</td>"
                                + "<td>%.0f / %.0f</td><td>%,d</td><td>%.1f</td><td>%,d</td>"
                                + "<td>%,d</td><td>%,d</td></tr>%n",
                        policy.overBound() > 0 ? " class='lost'" : "",
                        PlotText.escape(policy.name()),
                        policy.waitSeconds().p50(),
                        policy.waitSeconds().p95(),
                        policy.waitSeconds().max(),
                        policy.ratingSpread().p50(),
                        policy.ratingSpread().p95(),
                        policy.worstRttMs().p50(),
                        policy.worstRttMs().p95(),
                        policy.matches(),
                        policy.playersPerMatch(),
                        policy.joinedRaces(),
                        policy.leftWaiting(),
                        policy.overBound()));
    }

    private void rules() {
        plot(
                "The curves",
                "What a ticket takes, by the seconds it has waited. Where the curves end it is"
                        + " overdue: it comes first, and takes whoever is there.",
                "<div class='pair'>"
                        + SimulationPlots.ratingWindows(outcomes)
                        + SimulationPlots.playersNeeded(outcomes)
                        + "</div>"
                        + SimulationPlots.latencyWindows(outcomes));
    }
}
