package dev.rallypoint.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page at {@code /}.
 *
 * @param securityPolicy permits the page's own style sheet by its hash (CSP Level 2), nothing else
 */
record LandingPage(String html, String securityPolicy) {
    private static final String RESOURCE = "/landing.html";
    private static final String STYLE_BEGIN = "<style>";
    private static final String STYLE_END = "</style>";

    static LandingPage load() {
        try (InputStream in = LandingPage.class.getResourceAsStream(RESOURCE)) {
            String html = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int begin = html.indexOf(STYLE_BEGIN) + STYLE_BEGIN.length();
            String style = html.substring(begin, html.indexOf(STYLE_END));
            return new LandingPage(
                    html,
                    "default-src 'none'; style-src 'sha256-"
                            + sha256(style)
                            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        } catch (IOException e) {
            throw new UncheckedIOException("the jar lacks " + RESOURCE, e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
