package dev.rallypoint.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.Consumer;

/** The landing page and the API's own description. */
final class PageRoutes {
    private final LandingPage page;
    private final OpenApiDocument document;
    private final String documentAsJson;

    PageRoutes(LandingPage page, OpenApiDocument document) {
        this.page = page;
        this.document = document;
        this.documentAsJson = ApiJson.encode(document.tree());
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of(
                "getLandingPage", this::landingPage,
                "getOpenApiJson", call -> send(call, "application/json", documentAsJson),
                "getOpenApiYaml", call -> send(call, "application/yaml", document.yaml()));
    }

    private void landingPage(VertxExchange call) {
        call.ctx().response().putHeader("Content-Security-Policy", page.securityPolicy());
        send(call, "text/html; charset=utf-8", page.html());
    }

    private static void send(VertxExchange call, String type, String text) {
        HttpServerResponse response = call.ctx().response();
        response.putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(text);
    }
}
