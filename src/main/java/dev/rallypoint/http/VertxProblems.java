package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.runtime.MicrometerMetrics;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.validation.ValidatorException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every answer that is not a success: a problem with a stable code, and nothing of our insides. */
final class VertxProblems {
    private static final Logger LOG = LoggerFactory.getLogger(VertxProblems.class);

    /** What Vert.x's body handler fails with when the rest of a body does not come, or is none. */
    private static final int BODY_BROKE_OFF = 200;

    private static final int[] FAILURE_STATUSES = {
        BODY_BROKE_OFF, 400, 404, 405, 413, 415, 417, 500
    };

    /** What Vert.x fails a call with whose connection ended before its body did. */
    private static final int CLIENT_GONE = 200;

    private final OpenAPIContract contract;
    private final MicrometerMetrics metrics;

    VertxProblems(OpenAPIContract contract, MicrometerMetrics metrics) {
        this.contract = contract;
        this.metrics = metrics;
    }

    void mount(Router router) {
        for (int status : FAILURE_STATUSES) {
            router.errorHandler(status, this::onFailure);
        }
        router.errorHandler(CLIENT_GONE, ctx -> LOG.trace("client gone", ctx.failure()));
    }

    private void onFailure(RoutingContext ctx) {
        send(ctx, Problems.of(toRejection(ctx)));
    }

    private Rejection toRejection(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        if (failure instanceof RejectedException refused) {
            return refused.rejection();
        }
        Optional<ValidatorException> invalid = VertxInvalidInput.in(failure);
        if (invalid.isPresent()) {
            return VertxInvalidInput.toRejection(invalid.get(), ctx);
        }
        return switch (ctx.statusCode()) {
            case BODY_BROKE_OFF, 400, 417 -> Rejection.of(ProblemCode.MALFORMED_REQUEST);
            case 404 -> Rejection.of(ProblemCode.NOT_FOUND);
            case 405 -> methodNotAllowed(ctx);
            case 413 -> Rejection.of(ProblemCode.BODY_TOO_LARGE);
            case 415 -> Rejection.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
            default -> internal(ctx);
        };
    }

    /** RFC 9110 §15.5.6 wants the legal methods in the answer. */
    private Rejection methodNotAllowed(RoutingContext ctx) {
        Path path = contract.findPath(ctx.normalizedPath());
        if (path != null && !ctx.response().headWritten()) {
            String allowed =
                    path.getOperations().stream()
                            .map(Operation::getHttpMethod)
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
            ctx.response().putHeader(HttpHeaders.ALLOW, allowed);
        }
        return Rejection.of(ProblemCode.METHOD_NOT_ALLOWED);
    }

    private static Rejection internal(RoutingContext ctx) {
        LOG.error(
                "HTTP call failed method={} path={}",
                ctx.request().method(),
                VertxCalls.pathOf(ctx),
                ctx.failure());
        return Rejection.of(ProblemCode.INTERNAL);
    }

    /**
     * @param limit {@code name=figure}
     */
    void sendLimited(RoutingContext ctx, Rejection rejection, String limit, int retryAfterSeconds) {
        metrics.increment(Metric.RATE_LIMITED, limit.substring(0, limit.indexOf('=')));
        send(ctx, Problems.limited(rejection, limit, retryAfterSeconds));
    }

    void send(RoutingContext ctx, Api.Problem problem) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Too late for a status: a broken connection is the only honest end.
            response.reset();
            return;
        }
        problem.retryAfterSeconds()
                .ifPresent(s -> response.putHeader(HttpHeaders.RETRY_AFTER, s.toString()));
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", challenge(problem));
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(ApiJson.encode(problem));
    }

    /** RFC 6750 §3: no error code if there was no token at all. */
    private static String challenge(Api.Problem problem) {
        return problem.code().equals(ProblemCode.UNAUTHENTICATED.code())
                ? "Bearer"
                : "Bearer error=\"invalid_token\"";
    }
}
