package dev.rallypoint.plot;

import java.util.Locale;

/** Numbers and words as the page shows them. */
public final class PlotText {
    private static final double THOUSAND = 1e3;
    private static final double MILLION = 1e6;

    private PlotText() {}

    /** Three digits or so: {@code 0.35}, {@code 12.4}, {@code 250 k}, {@code 1.2 M}. */
    public static String number(double value) {
        double size = Math.abs(value);
        if (size >= MILLION) {
            return trimmed(value / MILLION, size / MILLION) + " M";
        }
        if (size >= 10 * THOUSAND) {
            return trimmed(value / THOUSAND, size / THOUSAND) + " k";
        }
        if (size >= THOUSAND) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return trimmed(value, size);
    }

    private static String trimmed(double value, double size) {
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** Microseconds with the unit that fits. */
    public static String time(double micros) {
        if (micros >= MILLION) {
            return number(micros / MILLION) + " s";
        }
        return micros >= THOUSAND ? number(micros / THOUSAND) + " ms" : number(micros) + " µs";
    }

    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
