package dev.rallypoint.ops;

import dev.rallypoint.runtime.MicrometerRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;

/**
 * The operator port's HTTP: {@code /health/live}, {@code /health/ready}, {@code /metrics}, and what
 * {@link AdminRoutes} and {@link FilterRoutes} add.
 */
final class OpsRoutes {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final HealthChecks readiness;
    private final MicrometerRegistry registry;

    private final AdminRoutes admin;
    private final VertxBrowserGate gate;

    OpsRoutes(
            Vertx vertx,
            HealthChecks readiness,
            MicrometerRegistry registry,
            AdminRoutes admin,
            VertxBrowserGate gate) {
        this.vertx = vertx;
        this.readiness = readiness;
        this.registry = registry;
        this.admin = admin;
        this.gate = gate;
    }

    Router router() {
        Router router = Router.router(vertx);
        router.route().handler((SecurityPolicyHandler) gate::onCall);
        router.get("/health/live").handler(OpsRoutes::live);
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        admin.mountOn(router);
        VertxOpsProblems.mountOn(router);
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
}
