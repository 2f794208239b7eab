package dev.rallypoint.ops;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.runtime.MicrometerRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The operator port's HTTP: {@code /health/live}, {@code /health/ready}, {@code /metrics}. */
final class OpsRoutes {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final HealthChecks readiness;
    private final MicrometerRegistry registry;

    OpsRoutes(Vertx vertx, HealthChecks readiness, MicrometerRegistry registry) {
        this.vertx = vertx;
        this.readiness = readiness;
        this.registry = registry;
    }

    Router router() {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(OpsRoutes::live);
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        router.errorHandler(
                ProblemCode.NOT_FOUND.status(), call -> refuse(call, ProblemCode.NOT_FOUND));
        router.errorHandler(
                ProblemCode.METHOD_NOT_ALLOWED.status(),
                call -> refuse(call, ProblemCode.METHOD_NOT_ALLOWED));
        router.errorHandler(
                ProblemCode.INTERNAL.status(), call -> refuse(call, ProblemCode.INTERNAL));
        return router;
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

    private static void refuse(RoutingContext call, ProblemCode code) {
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
