package dev.rallypoint.bench.report;

import dev.rallypoint.plot.PlotText;
import java.util.List;
import java.util.Locale;

/** Steps as a table of the page. */
final class StepRows {
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double PERCENT = 100;
    private static final List<String> HEADS =
            List.of(
                    "step",
                    "players",
                    "sent/s",
                    "delivered/s",
                    "loss",
                    "CPU µs",
                    "p50",
                    "p99",
                    "p99.9",
                    "per datagram",
                    "alloc B",
                    "relay",
                    "load");

    private StepRows() {}

    static String table(List<Step> steps) {
        StringBuilder rows = new StringBuilder("<div class='scroll'><table><thead><tr>");
        HEADS.forEach(head -> rows.append("<th>").append(head).append("</th>"));
        rows.append("</tr></thead><tbody>\n");
        steps.forEach(step -> row(rows, step));
        return rows.append("</tbody></table></div>\n").toString();
    }

    private static void row(StringBuilder rows, Step step) {
        rows.append(step.isCarried() ? "<tr>" : "<tr class='lost'>");
        cell(rows, step.name());
        cell(rows, StepTable.whole(step.players()));
        cell(rows, StepTable.whole(step.sentPerSecond()));
        cell(rows, StepTable.whole(step.deliveredPerSecond()));
        cell(rows, StepTable.loss(step.lossShare()));
        cell(rows, String.format(Locale.ROOT, "%.3f", step.cpuNsPerDelivered() / NANOS_PER_MICRO));
        boolean isTimed = step.latency().count() > 0;
        cell(rows, isTimed ? PlotText.time(step.latency().p50()) : "–");
        cell(rows, isTimed ? PlotText.time(step.latency().p99()) : "–");
        cell(rows, isTimed ? PlotText.time(step.latency().p999()) : "–");
        cell(rows, String.format(Locale.ROOT, "%.2f", step.messagesPerDatagram()));
        cell(rows, String.format(Locale.ROOT, "%.1f", step.allocatedBytesPerMessage()));
        cell(rows, percent(step.relayCpuShare()));
        cell(rows, percent(step.loadBusyShare()) + (step.isLoadTheLimit() ? " !" : ""));
        rows.append("</tr>\n");
    }

    private static void cell(StringBuilder rows, String text) {
        rows.append("<td>").append(PlotText.escape(text)).append("</td>");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * PERCENT);
    }
}
