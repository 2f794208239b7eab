package dev.rallypoint.edge;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sends browsers on to https; and shows the answers to an ACME authority's questions, which always
 * come over plain HTTP (RFC 8555 §8.3). Other calls are refused and not sent on, so that nobody's
 * client gets used to sending its token in the clear first.
 */
final class RedirectRoutes {
    private static final String CHALLENGE = "/.well-known/acme-challenge/";

    /** base64url (RFC 8555 §8): no dot and no slash, so it names a file of one directory. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9a-fA-F:.]+]");
    private static final int HTTPS_PORT = 443;
    private static final int PERMANENT = 308;

    private final String webroot;
    private final int apiPort;
    private final VertxBrowserRules browserRules;

    RedirectRoutes(TlsConfig config, int apiPort, VertxBrowserRules browserRules) {
        this.webroot = config.acmeWebroot();
        this.apiPort = apiPort;
        this.browserRules = browserRules;
    }

    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        if (!webroot.isBlank()) {
            router.get(CHALLENGE + ":token").handler(this::showChallenge);
        }
        router.route().handler(this::sendOn);
        // Such as a Host that is none.
        router.errorHandler(
                ProblemCode.MALFORMED_REQUEST.status(),
                call -> refuse(call, ProblemCode.MALFORMED_REQUEST));
        return router;
    }

    private void showChallenge(RoutingContext call) {
        String token = call.pathParam("token");
        if (!TOKEN.matcher(token).matches()) {
            refuse(call, ProblemCode.NOT_FOUND);
            return;
        }
        Path file = Path.of(webroot, CHALLENGE, token);
        call.vertx()
                .fileSystem()
                .readFile(file.toString())
                .onSuccess(
                        text ->
                                call.response()
                                        .putHeader("Content-Type", "application/octet-stream")
                                        .end(text))
                .onFailure(missing -> refuse(call, ProblemCode.NOT_FOUND));
    }

    private void sendOn(RoutingContext call) {
        boolean isPage =
                call.request().method() == HttpMethod.GET
                        || call.request().method() == HttpMethod.HEAD;
        Optional<String> target = target(call);
        if (!isPage || target.isEmpty()) {
            refuse(call, isPage ? ProblemCode.MALFORMED_REQUEST : ProblemCode.HTTPS_REQUIRED);
            return;
        }
        browserRules.addTo(call.response(), false);
        call.response().setStatusCode(PERMANENT).putHeader("Location", target.get()).end();
    }

    /** The same host, of which the client speaks, and nothing that could be another place. */
    private Optional<String> target(RoutingContext call) {
        String port = apiPort == HTTPS_PORT ? "" : ":" + apiPort;
        return Optional.ofNullable(call.request().authority())
                .map(HostAndPort::host)
                .filter(host -> HOST.matcher(host).matches())
                .filter(host -> call.request().uri().startsWith("/"))
                .map(host -> "https://" + host + port + call.request().uri());
    }

    private void refuse(RoutingContext call, ProblemCode code) {
        browserRules.addTo(call.response(), false);
        call.response()
                .setStatusCode(code.status())
                .putHeader("Content-Type", "application/problem+json")
                .end(
                        new JsonObject()
                                .put("type", "urn:rallypoint:problem:" + code.code())
                                .put("title", code.title())
                                .put("status", code.status())
                                .put("code", code.code())
                                .toBuffer());
    }
}
