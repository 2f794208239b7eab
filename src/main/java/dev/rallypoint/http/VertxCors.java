package dev.rallypoint.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;

/**
 * Cross-origin calls by configuration. Another origin's call is served without CORS headers, which
 * is what makes its browser refuse the answer; a call from the node's own pages needs none.
 */
final class VertxCors {
    private static final int PREFLIGHT_SECONDS = 3_600;
    private static final String ANY = "*";

    private final List<String> origins;
    private final CorsHandler permitted;

    /**
     * @param origins {@code *} alone = any
     * @throws IllegalArgumentException for what is no origin
     */
    VertxCors(List<String> origins) {
        this.origins = origins;
        this.permitted = CorsHandler.create();
        if (!origins.contains(ANY)) {
            origins.forEach(this::permit);
        }
        permitted
                .allowedMethods(
                        Set.of(
                                HttpMethod.GET,
                                HttpMethod.POST,
                                HttpMethod.PUT,
                                HttpMethod.PATCH,
                                HttpMethod.DELETE))
                .allowedHeaders(Set.of("Authorization", "Content-Type", "Last-Event-ID"))
                .exposedHeaders(Set.of("Retry-After"))
                .maxAgeSeconds(PREFLIGHT_SECONDS);
    }

    private void permit(String origin) {
        try {
            permitted.addOrigin(origin);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "http.corsOrigins: "
                            + origin
                            + " is not an origin such as https://game.example",
                    e);
        }
    }

    void onCall(RoutingContext ctx) {
        ctx.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = ctx.request().getHeader(HttpHeaders.ORIGIN);
        if (origins.contains(ANY) || origin != null && origins.contains(origin)) {
            permitted.handle(ctx);
            return;
        }
        ctx.next();
    }
}
