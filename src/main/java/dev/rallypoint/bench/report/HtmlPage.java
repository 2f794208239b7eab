package dev.rallypoint.bench.report;

import dev.rallypoint.plot.PlotText;
import dev.rallypoint.plot.ReportPage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page: figures, plots and tables in one file. */
public final class HtmlPage {
    private static final String RESOURCE = "/bench.html";
    private static final double NANOS_PER_MICRO = 1e3;
    private static final List<String> RAISED = List.of("raw", "framed");

    private final MachineFacts machine;
    private final List<ScenarioResult> scenarios;
    private final Map<String, Double> rivalCpuNanos;
    private final StringBuilder body = new StringBuilder();

    /**
     * @param rivalCpuNanos CPU time of each rival for a delivered message, at its best as ours is
     */
    public HtmlPage(
            MachineFacts machine,
            List<ScenarioResult> scenarios,
            Map<String, Double> rivalCpuNanos) {
        this.machine = machine;
        this.scenarios = List.copyOf(scenarios);
        this.rivalCpuNanos = new LinkedHashMap<>(rivalCpuNanos);
    }

    public String render() {
        figures();
        List<ScenarioResult> raised =
                scenarios.stream().filter(result -> RAISED.contains(result.name())).toList();
        if (!raised.isEmpty()) {
            section(
                    "What a message costs",
                    "CPU time of the whole relay process, compiler and garbage collector included,"
                            + " for one delivered message. A hollow point lost messages, or the load"
                            + " was the limit.",
                    Plots.cost(raised));
            section("Beside others", bars(), Plots.bars(costs(raised)));
            section(
                    "How long a message takes",
                    "At half of the load that was carried, from the moment the message should have"
                            + " been sent: what a late sender held back counts as well.",
                    Plots.latency(raised));
        }
        scenarios.forEach(this::details);
        return ReportPage.template(RESOURCE)
                .replace("{{machine}}", facts())
                .replace("{{body}}", body)
                .replace("{{date}}", PlotText.escape(machine.date()));
    }

    private String bars() {
        return rivalCpuNanos.isEmpty()
                ? "No rival was measured in this run; bench --compare does."
                : "The relay's forwarding modes and the rivals on the same core in the same run, each"
                        + " at its best. framed and c-copy-framed have lobbies of 16 at 60 Hz, the"
                        + " others lobbies of 8 at 20 Hz.";
    }

    private Map<String, Double> costs(List<ScenarioResult> raised) {
        Map<String, Double> costs = new LinkedHashMap<>();
        raised.forEach(result -> costs.put(result.name(), result.cpuNsPerDelivered()));
        costs.putAll(rivalCpuNanos);
        return costs;
    }

    private void figures() {
        body.append("<div class='figures'>");
        for (ScenarioResult result : scenarios) {
            if (RAISED.contains(result.name())) {
                headline(result);
            }
            key(result, "heapBytesPerSession", " bytes", "heap a session");
            key(result, "recoverySeconds", " s", "recovery after overload");
        }
        body.append("</div>\n");
    }

    private void headline(ScenarioResult result) {
        figure(
                PlotText.number(result.cpuNsPerDelivered() / NANOS_PER_MICRO) + " µs",
                "CPU a message · " + result.name());
        result.latencyMicros()
                .ifPresent(
                        latency ->
                                figure(
                                        PlotText.time(latency.p50())
                                                + " / "
                                                + PlotText.time(latency.p99()),
                                        "latency p50 / p99 · " + result.name()));
    }

    private void key(ScenarioResult result, String name, String unit, String what) {
        if (result.figures().containsKey(name)) {
            figure(PlotText.number(result.figures().get(name)) + unit, what);
        }
    }

    private void figure(String value, String what) {
        body.append(
                String.format(
                        "<div class='figure'><b>%s</b><span>%s</span></div>",
                        PlotText.escape(value), PlotText.escape(what)));
    }

    private void section(String title, String text, String plot) {
        body.append(
                String.format(
                        "<section><h2>%s</h2><p>%s</p>%n%s</section>%n",
                        PlotText.escape(title), PlotText.escape(text), plot));
    }

    private void details(ScenarioResult result) {
        body.append("<section><h2>").append(PlotText.escape(result.title())).append("</h2>\n");
        result.failures().forEach(failure -> paragraph("failure", failure));
        result.notes().forEach(note -> paragraph("note", note));
        if (!result.timeline().isEmpty()) {
            body.append("<div class='pair'>")
                    .append(Plots.arrivals(result.timeline()))
                    .append(Plots.slowest(result.timeline()))
                    .append("</div>");
        }
        String drops = Plots.drops(result);
        if (!drops.isEmpty()) {
            body.append("<h3>Dropped datagrams</h3>").append(drops);
        }
        body.append(StepRows.table(result.steps()));
        figureRows(result.figures());
        body.append("</section>\n");
    }

    private void paragraph(String style, String text) {
        body.append(String.format("<p class='%s'>%s</p>%n", style, PlotText.escape(text)));
    }

    private void figureRows(Map<String, Double> figures) {
        if (figures.isEmpty()) {
            return;
        }
        body.append("<dl>");
        figures.forEach(
                (name, value) ->
                        body.append(
                                String.format(
                                        "<div><dt>%s</dt><dd>%s</dd></div>",
                                        PlotText.escape(words(name)), PlotText.number(value))));
        body.append("</dl>\n");
    }

    /** {@code lossShare_no_flood} as {@code loss share: no flood}. */
    private static String words(String name) {
        return name.replaceFirst("_", ": ")
                .replace('_', ' ')
                .replaceAll("([a-z])([A-Z])", "$1 $2")
                .toLowerCase(Locale.ROOT);
    }

    private String facts() {
        return PlotText.escape(
                String.format(
                        Locale.ROOT,
                        "%s, %d cores · %s · %s · %s · %s · receive buffer %,d of %,d bytes granted",
                        machine.processor(),
                        machine.cores(),
                        machine.system(),
                        machine.java(),
                        machine.ciphers(),
                        machine.pinning(),
                        machine.grantedBufferBytes(),
                        machine.wantedBufferBytes()));
    }
}
