package dev.rallypoint.http;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.KeyRing;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Access tokens: JWT with HS256 and nothing else (RFC 7519, RFC 8725 §3.1). Header: {@code kid} the
 * id of the key (RFC 7515 §4.1.4). Claims: {@code sub} the player id, {@code name}, {@code sid} the
 * login, {@code rev} the player's last revocation that it knows of, {@code iat}, {@code exp},
 * {@code iss}. Belongs to one loop.
 */
final class VertxAccessTokens {
    private static final String ISSUER = "rallypoint";
    private static final String ALGORITHM = "HS256";
    private static final int MS_PER_SECOND = 1_000;

    /** Nodes of a cluster have clocks of their own (RFC 7519 §4.1.4). */
    private static final long CLOCKS_DIFFER_MS = 30_000;

    private final Vertx vertx;
    private final Supplier<KeyRing> keys;
    private final EpochClock clock;
    private final int lifetimeSeconds;
    private KeyRing known;
    private KeyRing.Key signing;
    private JWTAuth verifier;
    private JWTAuth signer;

    /**
     * @param keys as they are now; another ring when they have changed
     */
    VertxAccessTokens(Vertx vertx, Supplier<KeyRing> keys, int lifetimeSeconds, EpochClock clock) {
        this.vertx = vertx;
        this.keys = keys;
        this.clock = clock;
        this.lifetimeSeconds = lifetimeSeconds;
        follow();
    }

    private void follow() {
        KeyRing now = keys.get();
        KeyRing.Key newest = now.at(clock.nowMs());
        if (now != known) {
            verifier = library(now.keys());
        }
        if (now != known || newest != signing) {
            // Of several keys the library would sign with any.
            signer = library(List.of(newest));
        }
        known = now;
        signing = newest;
    }

    private JWTAuth library(List<KeyRing.Key> with) {
        // Expiry is checked below, by the node's own clock: the library's would also refuse tokens
        // that another node of the cluster issued a moment ahead of this one's time.
        JWTOptions options =
                new JWTOptions()
                        .setAlgorithm(ALGORITHM)
                        .setIssuer(ISSUER)
                        .setIgnoreExpiration(true);
        JWTAuthOptions all = new JWTAuthOptions().setJWTOptions(options);
        with.forEach(
                key ->
                        all.addPubSecKey(
                                new PubSecKeyOptions()
                                        .setId(key.id())
                                        .setAlgorithm(ALGORITHM)
                                        .setBuffer(Buffer.buffer(key.secret()))));
        return JWTAuth.create(vertx, all);
    }

    long expiryOfTokenIssuedNowMs() {
        long seconds = clock.nowMs() / MS_PER_SECOND + lifetimeSeconds;
        return seconds * MS_PER_SECOND;
    }

    int lifetimeSeconds() {
        return lifetimeSeconds;
    }

    String issue(Caller caller) {
        follow();
        return signer.generateToken(
                new JsonObject()
                        .put("sub", caller.playerId())
                        .put("name", caller.displayName())
                        .put("sid", caller.loginId())
                        .put("rev", caller.revocation())
                        .put("iat", clock.nowMs() / MS_PER_SECOND)
                        .put("exp", caller.expiresAtMs() / MS_PER_SECOND));
    }

    /** Fails with TOKEN_EXPIRED or INVALID_TOKEN. */
    Future<Caller> authenticate(String token) {
        follow();
        // Composed, because the library throws at claims of an unexpected type.
        return Future.succeededFuture(new TokenCredentials(token))
                .compose(verifier::authenticate)
                .map(VertxAccessTokens::toCaller)
                .recover(notOurs -> refuse(ProblemCode.INVALID_TOKEN))
                .compose(this::refuseExpired);
    }

    private static Caller toCaller(User user) {
        JsonObject claims = user.attributes().getJsonObject("accessToken");
        String playerId = claims.getString("sub", "");
        Ids.clientId(playerId).orElseThrow();
        return new Caller(
                playerId,
                text(claims, "name"),
                text(claims, "sid"),
                claims.getLong("rev", 0L),
                claims.getLong("exp") * MS_PER_SECOND);
    }

    private static String text(JsonObject claims, String name) {
        return Optional.ofNullable(claims.getString(name)).orElse("");
    }

    private Future<Caller> refuseExpired(Caller caller) {
        return clock.nowMs() < caller.expiresAtMs() + CLOCKS_DIFFER_MS
                ? Future.succeededFuture(caller)
                : refuse(ProblemCode.TOKEN_EXPIRED);
    }

    private static Future<Caller> refuse(ProblemCode code) {
        return Future.failedFuture(new RejectedException(code));
    }
}
