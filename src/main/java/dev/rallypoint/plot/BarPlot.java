package dev.rallypoint.plot;

import java.util.List;
import java.util.Locale;

/** Lying bars with their values, as an SVG element that takes its colours from the page. */
public final class BarPlot {
    private static final double WIDTH = 640;
    private static final double BARS_BEGIN = 190;
    private static final double BARS_END = 530;
    private static final double ROW = 30;
    private static final double THICKNESS = 16;

    /**
     * @param text the value for people
     * @param colour which one of the page's
     */
    public record Bar(String name, double value, String text, int colour) {}

    private BarPlot() {}

    public static String draw(String title, List<Bar> bars) {
        double largest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg viewBox='0 0 %.0f %.0f' role='img' aria-label='%s'>%n",
                        WIDTH,
                        ROW * bars.size() + 8,
                        PlotText.escape(title)));
        for (int row = 0; row < bars.size(); row++) {
            Bar bar = bars.get(row);
            double length = largest == 0 ? 0 : bar.value() / largest * (BARS_END - BARS_BEGIN);
            double y = 4 + row * ROW;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<text x='%.1f' y='%.1f' text-anchor='end'>%s</text>"
                                    + "<rect class='bar c%d' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='3'/>"
                                    + "<text class='value' x='%.1f' y='%.1f'>%s</text>%n",
                            BARS_BEGIN - 12,
                            y + THICKNESS - 2,
                            PlotText.escape(bar.name()),
                            bar.colour(),
                            BARS_BEGIN,
                            y,
                            Math.max(2, length),
                            THICKNESS,
                            BARS_BEGIN + Math.max(2, length) + 8,
                            y + THICKNESS - 2,
                            PlotText.escape(bar.text())));
        }
        return svg.append("</svg>\n").toString();
    }
}
