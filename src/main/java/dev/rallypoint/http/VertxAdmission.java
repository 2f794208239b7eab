package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.FailedAttempt;
import dev.rallypoint.edge.VertxClients;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import java.util.Optional;

/**
 * Who calls, and whether he may: the access token, then the limits and bans that the security room
 * of this node answers for. A call whose token is not valid counts against its address.
 */
final class VertxAdmission {
    private static final String CALLER = "rallypoint.caller";
    private static final String ANY_CALL = "call";
    private static final String SCHEME = "Bearer ";
    private static final String FORGED = "access-token";

    private final VertxAccessTokens tokens;
    private final VertxRevocations revocations;
    private final VertxBus bus;
    private final VertxProblems problems;
    private final VertxClients clients;

    VertxAdmission(
            VertxAccessTokens tokens,
            VertxRevocations revocations,
            VertxBus bus,
            VertxProblems problems,
            VertxClients clients) {
        this.tokens = tokens;
        this.revocations = revocations;
        this.bus = bus;
        this.problems = problems;
        this.clients = clients;
    }

    /** Empty on a call without a valid token. */
    static Optional<Caller> callerOf(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(CALLER));
    }

    void onCall(RoutingContext ctx) {
        tokenOf(ctx)
                .map(tokens::authenticate)
                .orElseGet(
                        () ->
                                Future.failedFuture(
                                        new RejectedException(ProblemCode.UNAUTHENTICATED)))
                .compose(this::refuseRevoked)
                .onComplete(login -> onLogin(ctx, login));
    }

    private Future<Caller> refuseRevoked(Caller caller) {
        return revocations.isRevoked(caller)
                ? Future.failedFuture(new RejectedException(ProblemCode.TOKEN_REVOKED))
                : Future.succeededFuture(caller);
    }

    private void onLogin(RoutingContext ctx, AsyncResult<Caller> login) {
        if (login.succeeded()) {
            ctx.put(CALLER, login.result());
        }
        boolean refused = login.failed() && needsLogin(ctx);
        admit(ctx, ANY_CALL, refused ? () -> refuse(ctx, login.cause()) : ctx::next);
    }

    /** Who makes tokens up is told so only so often. */
    private void refuse(RoutingContext ctx, Throwable cause) {
        boolean isForged =
                cause instanceof RejectedException rejected
                        && rejected.rejection().code() == ProblemCode.INVALID_TOKEN;
        if (!isForged) {
            ctx.fail(cause);
            return;
        }
        countFailure(ctx, FORGED, cause);
    }

    /**
     * Answers a call whose caller did not prove what he said, with the cause or, after too many of
     * them, with how long he is locked out.
     */
    void countFailure(RoutingContext ctx, String kind, Throwable cause) {
        Optional<String> playerId = callerOf(ctx).map(Caller::playerId);
        bus.request(BusContract.FAILED_ATTEMPT, new FailedAttempt(kind, hostOf(ctx), playerId))
                .onSuccess(verdict -> follow(ctx, verdict, () -> ctx.fail(cause)))
                .onFailure(ctx::fail);
    }

    private String hostOf(RoutingContext ctx) {
        return clients.of(ctx).host();
    }

    private static boolean needsLogin(RoutingContext ctx) {
        return VertxCalls.operationOf(ctx)
                .filter(operation -> !operation.getSecurityRequirements().isEmpty())
                .isPresent();
    }

    /** The check of an operation that has a limit of its own. */
    Handler<RoutingContext> limited(String action) {
        return ctx -> admit(ctx, action, ctx::next);
    }

    /** Goes on, unless a ban, a lockout or a limit of this action is in the way. */
    void admit(RoutingContext ctx, String action, Runnable goOn) {
        String host = hostOf(ctx);
        Optional<String> playerId = callerOf(ctx).map(Caller::playerId);
        bus.request(BusContract.ADMIT_CALL, new AdmitCall(host, playerId, action))
                .onSuccess(verdict -> follow(ctx, verdict, goOn))
                .onFailure(ctx::fail);
    }

    private void follow(RoutingContext ctx, CallVerdict verdict, Runnable goOn) {
        if (verdict.refused().isEmpty()) {
            goOn.run();
        } else if (verdict.limit().isPresent()) {
            problems.sendLimited(
                    ctx,
                    verdict.refused().get(),
                    verdict.limit().get(),
                    verdict.retryAfterSeconds());
        } else {
            problems.send(ctx, Problems.of(verdict.refused().get()));
        }
    }

    /**
     * Stands before the handler of every operation that needs a login, and refuses what came this
     * far without one, however its path was spelt.
     */
    static void requireCaller(RoutingContext ctx) {
        if (callerOf(ctx).isEmpty()) {
            ctx.fail(new RejectedException(ProblemCode.UNAUTHENTICATED));
            return;
        }
        ctx.next();
    }

    /** Another scheme than Bearer is a token that is not ours; EventSource cannot set headers. */
    private static Optional<String> tokenOf(RoutingContext ctx) {
        String header = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
            return Optional.of(bearer ? header.substring(SCHEME.length()).strip() : "");
        }
        return VertxCalls.operationOf(ctx)
                .map(Operation::getOperationId)
                .filter(VertxCalls.EVENT_STREAMS::contains)
                .map(stream -> ctx.request().getParam("accessToken"));
    }
}
