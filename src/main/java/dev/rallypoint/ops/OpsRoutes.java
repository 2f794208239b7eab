package dev.rallypoint.ops;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.runtime.MicrometerRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator port's HTTP: {@code /health/live}, {@code /health/ready}, {@code /metrics}, and what
 * {@link AdminRoutes} adds.
 */
final class OpsRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(OpsRoutes.class);
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final HealthChecks readiness;
    private final MicrometerRegistry registry;

    private final AdminRoutes admin;
    private final VertxEdge edge;

    OpsRoutes(
            Vertx vertx,
            HealthChecks readiness,
            MicrometerRegistry registry,
            AdminRoutes admin,
            VertxEdge edge) {
        this.vertx = vertx;
        this.readiness = readiness;
        this.registry = registry;
        this.admin = admin;
        this.edge = edge;
    }

    Router router() {
        Router router = Router.router(vertx);
        router.route().handler((SecurityPolicyHandler) this::addBrowserRules);
        router.get("/health/live").handler(OpsRoutes::live);
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        admin.mountOn(router);
        router.errorHandler(
                ProblemCode.MALFORMED_REQUEST.status(),
                call -> refuse(call, ProblemCode.MALFORMED_REQUEST));
        router.errorHandler(
                ProblemCode.NOT_FOUND.status(), call -> refuse(call, ProblemCode.NOT_FOUND));
        router.errorHandler(
                ProblemCode.METHOD_NOT_ALLOWED.status(),
                call -> refuse(call, ProblemCode.METHOD_NOT_ALLOWED));
        router.errorHandler(ProblemCode.INTERNAL.status(), OpsRoutes::onFailure);
        return router;
    }

    private void addBrowserRules(RoutingContext call) {
        edge.browserRules().addTo(call.response(), edge.clients().of(call).isSecure());
        call.next();
    }

    /** That this is answered says that the event loop runs. */
    private static void live(RoutingContext call) {
        call.json(new JsonObject().put("status", "UP"));
    }

    private void ready(RoutingContext call) {
        readiness
                .checkStatus()
                .onSuccess(
                        result -> {
                            call.response()
                                    .setStatusCode(CheckResult.isUp(result) ? OK : UNAVAILABLE);
                            call.json(result.toJson());
                        })
                .onFailure(call::fail);
    }

    private void metrics(RoutingContext call) {
        vertx.executeBlocking(registry::scrape, false)
                .onSuccess(
                        text ->
                                call.response()
                                        .putHeader("Content-Type", PROMETHEUS_TEXT)
                                        .end(text))
                .onFailure(call::fail);
    }

    private static void onFailure(RoutingContext call) {
        if (call.failure() instanceof RejectedException refused) {
            refuse(call, refused.rejection().code());
        } else {
            LOG.error("operator call failed path={}", call.request().path(), call.failure());
            refuse(call, ProblemCode.INTERNAL);
        }
    }

    private static void refuse(RoutingContext call, ProblemCode code) {
        if (code.status() == UNAUTHORIZED) {
            call.response().putHeader("WWW-Authenticate", "Bearer");
        }
        call.response()
                .setStatusCode(code.status())
                .putHeader("Content-Type", "application/problem+json")
                .end(
                        new JsonObject()
                                .put("type", "about:blank")
                                .put("title", code.title())
                                .put("status", code.status())
                                .put("code", code.code())
                                .toBuffer());
    }
}
