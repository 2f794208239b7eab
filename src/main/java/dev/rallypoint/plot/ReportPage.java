package dev.rallypoint.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The pages of this program's reports: one look, no other file. */
public final class ReportPage {
    private static final String STYLE = "/report.css";

    private ReportPage() {}

    /** A page of the jar with the style of all reports in it. */
    public static String template(String resource) {
        return read(resource).replace("{{style}}", read(STYLE));
    }

    private static String read(String resource) {
        try (InputStream in = ReportPage.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar lacks " + resource, e);
        }
    }
}
