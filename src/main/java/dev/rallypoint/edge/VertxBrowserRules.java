package dev.rallypoint.edge;

import dev.rallypoint.contract.TlsConfig;
import io.vertx.core.http.HttpServerResponse;

/** What browsers are told with every answer, page or not. */
public final class VertxBrowserRules {
    /** Nothing may be loaded, run or framed; a page names what it needs itself. */
    public static final String NOTHING =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String hsts;

    VertxBrowserRules(TlsConfig config) {
        hsts = config.hstsSeconds() == 0 ? "" : "max-age=" + config.hstsSeconds();
    }

    /**
     * @param isSecure whether the client speaks https: the rest of the world does not believe HSTS
     *     (RFC 6797 §7.2)
     */
    public void addTo(HttpServerResponse response, boolean isSecure) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", NOTHING)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (isSecure && !hsts.isEmpty()) {
            response.putHeader("Strict-Transport-Security", hsts);
        }
    }
}
