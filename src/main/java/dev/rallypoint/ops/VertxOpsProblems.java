package dev.rallypoint.ops;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.edge.NettyFaults;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every refusal of the operator port: RFC 9457 with the codes of the matchmaking API. */
final class VertxOpsProblems {
    private static final Logger LOG = LoggerFactory.getLogger(VertxOpsProblems.class);
    private static final String PROBLEM = "application/problem+json";
    private static final int UNAUTHORIZED = 401;

    /** What the reader of bodies answers to an Expect header that it does not know. */
    private static final int EXPECTATION_FAILED = 417;

    /** What Vert.x's body handler fails with when the rest of a body does not come, or is none. */
    private static final int BODY_BROKE_OFF = 200;

    /** Which the router itself fails with. */
    private static final List<ProblemCode> OF_THE_ROUTER =
            List.of(
                    ProblemCode.MALFORMED_REQUEST,
                    ProblemCode.NOT_FOUND,
                    ProblemCode.METHOD_NOT_ALLOWED,
                    ProblemCode.BODY_TOO_LARGE);

    private VertxOpsProblems() {}

    static void mountOn(Router router) {
        for (ProblemCode code : OF_THE_ROUTER) {
            router.errorHandler(code.status(), call -> send(call, Rejection.of(code)));
        }
        router.errorHandler(
                EXPECTATION_FAILED,
                call -> send(call, Rejection.of(ProblemCode.MALFORMED_REQUEST)));
        router.errorHandler(
                BODY_BROKE_OFF, call -> send(call, Rejection.of(ProblemCode.MALFORMED_REQUEST)));
        router.errorHandler(ProblemCode.INTERNAL.status(), VertxOpsProblems::onFailure);
    }

    /**
     * Answers what cannot be read as HTTP and so never reaches a route. Where the next request
     * would begin is unknown, so the connection ends.
     */
    static void refuseMalformed(HttpServerRequest request) {
        ProblemCode code = NettyFaults.codeOf(request.decoderResult());
        request.response()
                .setStatusCode(code.status())
                .putHeader("Content-Type", PROBLEM)
                .putHeader("Connection", "close")
                .end(problem(Rejection.of(code)).toBuffer())
                .onComplete(sent -> request.connection().close());
    }

    private static void onFailure(RoutingContext call) {
        if (call.failure() instanceof RejectedException refused) {
            send(call, refused.rejection());
        } else {
            LOG.error("operator call failed path={}", call.request().path(), call.failure());
            send(call, Rejection.of(ProblemCode.INTERNAL));
        }
    }

    private static void send(RoutingContext call, Rejection rejection) {
        send(call, rejection, Optional.empty(), 0);
    }

    /** Says which limit was hit, and how long to wait. */
    static void sendRefused(RoutingContext call, CallVerdict verdict) {
        send(call, verdict.refused().orElseThrow(), verdict.limit(), verdict.retryAfterSeconds());
    }

    private static void send(
            RoutingContext call, Rejection rejection, Optional<String> limit, int retryAfter) {
        HttpServerResponse response = call.response();
        if (response.ended() || response.closed()) {
            return;
        }
        ProblemCode code = rejection.code();
        JsonObject problem = problem(rejection);
        limit.ifPresent(figure -> problem.put("limit", figure));
        if (retryAfter > 0) {
            problem.put("retryAfterSeconds", retryAfter);
            response.putHeader("Retry-After", String.valueOf(retryAfter));
        }
        if (code.status() == UNAUTHORIZED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.setStatusCode(code.status())
                .putHeader("Content-Type", PROBLEM)
                .end(problem.toBuffer());
    }

    private static JsonObject problem(Rejection rejection) {
        ProblemCode code = rejection.code();
        JsonObject problem =
                new JsonObject()
                        .put("type", "urn:rallypoint:problem:" + code.code())
                        .put("title", code.title())
                        .put("status", code.status())
                        .put("code", code.code());
        return rejection.detail().isEmpty() ? problem : problem.put("detail", rejection.detail());
    }
}
