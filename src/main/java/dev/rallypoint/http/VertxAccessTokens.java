package dev.rallypoint.http;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.EpochClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

/**
 * Access tokens: JWT with HS256 and nothing else (RFC 7519, RFC 8725 §3.1). Claims: {@code sub} the
 * player id, {@code name}, {@code iat}, {@code exp}, {@code iss}.
 */
final class VertxAccessTokens {
    private static final String ISSUER = "rallypoint";
    private static final String ALGORITHM = "HS256";
    private static final int MS_PER_SECOND = 1_000;

    private final JWTAuth jwt;
    private final EpochClock clock;
    private final int lifetimeSeconds;

    VertxAccessTokens(Vertx vertx, byte[] key, int lifetimeSeconds, EpochClock clock) {
        this.clock = clock;
        this.lifetimeSeconds = lifetimeSeconds;
        // Expiry is checked below, by the node's own clock: the library's would also refuse tokens
        // that another node of the cluster issued a moment ahead of this one's time.
        JWTOptions options =
                new JWTOptions()
                        .setAlgorithm(ALGORITHM)
                        .setIssuer(ISSUER)
                        .setIgnoreExpiration(true);
        PubSecKeyOptions secret =
                new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(Buffer.buffer(key));
        this.jwt =
                JWTAuth.create(
                        vertx, new JWTAuthOptions().addPubSecKey(secret).setJWTOptions(options));
    }

    long expiryOfTokenIssuedNowMs() {
        long seconds = clock.nowMs() / MS_PER_SECOND + lifetimeSeconds;
        return seconds * MS_PER_SECOND;
    }

    String issue(Caller caller) {
        return jwt.generateToken(
                new JsonObject()
                        .put("sub", caller.playerId())
                        .put("name", caller.displayName())
                        .put("iat", clock.nowMs() / MS_PER_SECOND)
                        .put("exp", caller.expiresAtMs() / MS_PER_SECOND));
    }

    /** Fails with TOKEN_EXPIRED or INVALID_TOKEN. */
    Future<Caller> authenticate(String token) {
        // Composed, because the library throws at claims of an unexpected type.
        return Future.succeededFuture(new TokenCredentials(token))
                .compose(jwt::authenticate)
                .map(VertxAccessTokens::toCaller)
                .recover(notOurs -> refuse(ProblemCode.INVALID_TOKEN))
                .compose(this::refuseExpired);
    }

    private static Caller toCaller(User user) {
        JsonObject claims = user.attributes().getJsonObject("accessToken");
        String playerId = claims.getString("sub", "");
        Ids.clientId(playerId).orElseThrow();
        return new Caller(
                playerId, claims.getString("name", ""), claims.getLong("exp") * MS_PER_SECOND);
    }

    private Future<Caller> refuseExpired(Caller caller) {
        return clock.nowMs() < caller.expiresAtMs()
                ? Future.succeededFuture(caller)
                : refuse(ProblemCode.TOKEN_EXPIRED);
    }

    private static Future<Caller> refuse(ProblemCode code) {
        return Future.failedFuture(new RejectedException(code));
    }
}
