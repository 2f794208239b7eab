package dev.rallypoint.plot;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Lines over two axes, as an SVG element that takes its colours from the page. */
public final class LinePlot {
    public static final double WIDTH = 640;
    public static final double HEIGHT = 300;
    public static final double LEFT = 72;
    public static final double RIGHT = 608;
    public static final double TOP = 16;
    public static final double BOTTOM = 248;
    private static final double LEGEND_STEP = 18;
    private static final double LEGEND_WIDTH = 110;
    private static final int LEGEND_COLUMNS = 3;

    /**
     * A point of a line.
     *
     * @param says when it is pointed at
     * @param hollow something was wrong with it
     */
    public record Point(double x, double y, String says, boolean hollow) {}

    /**
     * One line.
     *
     * @param colour of the page's; below 0 = its place in the list
     */
    public record Series(String name, List<Point> points, boolean dots, int colour) {
        public Series {
            points = List.copyOf(points);
        }

        public Series(String name, List<Point> points, boolean dots) {
            this(name, points, dots, -1);
        }
    }

    private final Axis across;
    private final Axis up;
    private final DoubleFunction<String> acrossText;
    private final DoubleFunction<String> upText;
    private final StringBuilder svg = new StringBuilder();

    public LinePlot(
            Axis across,
            DoubleFunction<String> acrossText,
            Axis up,
            DoubleFunction<String> upText) {
        this.across = across;
        this.up = up;
        this.acrossText = acrossText;
        this.upText = upText;
    }

    public String draw(String title, List<Series> lines) {
        add(
                "<svg viewBox='0 0 %.0f %.0f' role='img' aria-label='%s'>",
                WIDTH,
                HEIGHT + (lines.size() - 1) / LEGEND_COLUMNS * LEGEND_STEP,
                PlotText.escape(title));
        drawAxes();
        for (int i = 0; i < lines.size(); i++) {
            int colour = lines.get(i).colour() < 0 ? i : lines.get(i).colour();
            drawLine(lines.get(i), colour);
            drawLegend(lines.get(i).name(), colour, i);
        }
        add("</svg>");
        return svg.toString();
    }

    private void drawAxes() {
        for (double mark : up.marks()) {
            double y = up.pixel(mark);
            add("<line class='grid' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>", LEFT, y, RIGHT, y);
            add(
                    "<text x='%.1f' y='%.1f' text-anchor='end'>%s</text>",
                    LEFT - 8, y + 4, upText.apply(mark));
        }
        for (double mark : across.marks()) {
            double x = across.pixel(mark);
            add(
                    "<line class='tick' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
                    x, BOTTOM, x, BOTTOM + 5);
            add(
                    "<text x='%.1f' y='%.1f' text-anchor='middle'>%s</text>",
                    x, BOTTOM + 19, acrossText.apply(mark));
        }
        add(
                "<line class='axis' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
                LEFT, BOTTOM, RIGHT, BOTTOM);
        add(
                "<text class='label' x='%.1f' y='%.1f' text-anchor='end'>%s</text>",
                RIGHT, BOTTOM + 40, PlotText.escape(across.label()));
        add(
                "<text class='label' x='14' y='%.1f' text-anchor='middle'"
                        + " transform='rotate(-90 14 %.1f)'>%s</text>",
                (TOP + BOTTOM) / 2, (TOP + BOTTOM) / 2, PlotText.escape(up.label()));
    }

    private void drawLine(Series line, int colour) {
        StringBuilder path = new StringBuilder();
        for (Point point : line.points()) {
            path.append(path.length() == 0 ? "M" : "L")
                    .append(
                            String.format(
                                    Locale.ROOT,
                                    "%.1f %.1f",
                                    across.pixel(point.x()),
                                    up.pixel(point.y())));
        }
        add("<path class='line c%d' d='%s'/>", colour, path);
        if (!line.dots()) {
            return;
        }
        for (Point point : line.points()) {
            add(
                    "<circle class='%s c%d' cx='%.1f' cy='%.1f' r='4.5'><title>%s</title></circle>",
                    point.hollow() ? "hollow" : "dot",
                    colour,
                    across.pixel(point.x()),
                    up.pixel(point.y()),
                    PlotText.escape(point.says()));
        }
    }

    private void drawLegend(String name, int colour, int place) {
        double y = BOTTOM + 37 + place / LEGEND_COLUMNS * LEGEND_STEP;
        double x = LEFT + place % LEGEND_COLUMNS * LEGEND_WIDTH;
        add(
                "<rect class='key c%d' x='%.1f' y='%.1f' width='12' height='4' rx='2'/>",
                colour, x, y - 3);
        add("<text x='%.1f' y='%.1f'>%s</text>", x + 18, y + 3, PlotText.escape(name));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
