package dev.rallypoint.ops;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.FailedAttempt;
import dev.rallypoint.edge.VertxClients;
import dev.rallypoint.runtime.Operator;
import dev.rallypoint.runtime.OperatorRole;
import dev.rallypoint.runtime.OperatorTokens;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators do: {@code /admin/v1}. Who calls, how often, and whether his role allows it, is
 * decided here alone, before any of the calls runs.
 */
final class AdminRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);
    private static final String ALL = "/admin/*";
    private static final String BEARER = "Bearer ";

    /** A list of 100,000 blocks for the packet filter fits. */
    private static final int MAX_BODY_BYTES = 4 << 20;

    private static final String ACTION = "operator";
    private static final String TOKEN = "operator-token";

    private final OperatorTokens tokens;
    private final VertxBus bus;
    private final VertxClients clients;
    private final List<MountedRoutes> calls;

    AdminRoutes(
            OperatorTokens tokens, VertxBus bus, VertxClients clients, List<MountedRoutes> calls) {
        this.tokens = tokens;
        this.bus = bus;
        this.clients = clients;
        this.calls = List.copyOf(calls);
    }

    void mountOn(Router router) {
        router.route(ALL).handler(this::requireOperator).handler(AdminRoutes::requireRole);
        // curl calls every body a form; one that is read as such can fail the call inside.
        router.route(ALL).handler(AdminRoutes::takeForJson);
        // Of a route of its own, for the body is read only of who was let in.
        router.route(ALL).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        calls.forEach(group -> group.mountOn(router));
    }

    /** The token is looked at last: who is locked out learns nothing about it. */
    private void requireOperator(RoutingContext call) {
        // What follows the head waits until it is known whose it is.
        call.request().pause();
        AdmitCall question = new AdmitCall(hostOf(call), Optional.empty(), ACTION);
        bus.request(BusContract.ADMIT_CALL, question)
                .onComplete(asked -> call.request().resume())
                .onSuccess(verdict -> follow(call, verdict, () -> checkToken(call)))
                .onFailure(call::fail);
    }

    private String hostOf(RoutingContext call) {
        return clients.of(call).host();
    }

    private static void follow(RoutingContext call, CallVerdict verdict, Runnable goOn) {
        if (verdict.refused().isEmpty()) {
            goOn.run();
        } else {
            VertxOpsProblems.sendRefused(call, verdict);
        }
    }

    private void checkToken(RoutingContext call) {
        String header = call.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.startsWith(BEARER)) {
            call.fail(
                    new RejectedException(
                            ProblemCode.UNAUTHENTICATED,
                            "send Authorization: Bearer and the operator token, ops.token or the file"
                                    + " operator-token beside the node's keys"));
            return;
        }
        Optional<Operator> operator = tokens.find(header.substring(BEARER.length()));
        if (operator.isPresent()) {
            VertxOperatorCall.letIn(call, operator.get(), hostOf(call));
            call.next();
        } else {
            onWrongToken(call);
        }
    }

    private void onWrongToken(RoutingContext call) {
        LOG.warn("wrong operator token host={}", hostOf(call));
        RejectedException wrong = new RejectedException(ProblemCode.INVALID_TOKEN);
        FailedAttempt attempt = new FailedAttempt(TOKEN, hostOf(call), Optional.empty());
        bus.request(BusContract.FAILED_ATTEMPT, attempt)
                .onSuccess(verdict -> follow(call, verdict, () -> call.fail(wrong)))
                .onFailure(call::fail);
    }

    private static void takeForJson(RoutingContext call) {
        call.request().headers().set(HttpHeaders.CONTENT_TYPE, "application/json");
        call.next();
    }

    private static void requireRole(RoutingContext call) {
        Operator operator = new VertxOperatorCall(call).operator();
        OperatorRole needed =
                AdminAccess.needed(call.request().method().name(), call.normalizedPath());
        if (operator.role().covers(needed)) {
            call.next();
            return;
        }
        LOG.warn(
                "role does not allow it actor={} role={} method={} path={}",
                operator.name(),
                operator.role().word(),
                call.request().method(),
                call.normalizedPath());
        call.fail(
                new RejectedException(
                        ProblemCode.FORBIDDEN,
                        "this needs the role "
                                + needed.word()
                                + ", not "
                                + operator.role().word()));
    }
}
