package dev.rallypoint.login;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.EndLogin;
import dev.rallypoint.contract.LoginMessage.FindLogin;
import dev.rallypoint.contract.LoginMessage.ForgetLogins;
import dev.rallypoint.contract.LoginMessage.GetLogin;
import dev.rallypoint.contract.LoginMessage.LoginReply;
import dev.rallypoint.contract.LoginMessage.LoginState;
import dev.rallypoint.contract.LoginMessage.OpenLogin;
import dev.rallypoint.contract.LoginMessage.RenewLogin;
import dev.rallypoint.contract.LoginMessage.RevokeTokens;
import dev.rallypoint.contract.LoginMessage.SavedLogin;
import dev.rallypoint.contract.LoginMessage.SavedLogins;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.login.Login.Standing;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.BanList;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens, renews and ends logins. One loop's. */
final class VertxLogins {
    private static final Logger LOG = LoggerFactory.getLogger(VertxLogins.class);

    /** Longer than the clocks of two nodes differ. */
    private static final long MARGIN_MS = TimeUnit.MINUTES.toMillis(5);

    /** What came of an exchange, and the login after it. */
    private record Exchange(Standing standing, Login login, RefreshToken token) {}

    private final SecurityConfig config;
    private final HazelcastLogins logins;
    private final HazelcastRevocations revocations;
    private final WorkerExecutor workers;
    private final Ground ground;
    private final VertxBus bus;

    /** Asked by workers. */
    private volatile BanList bans = new BanList(List.of());

    VertxLogins(
            SecurityConfig config,
            HazelcastLogins logins,
            HazelcastRevocations revocations,
            WorkerExecutor workers,
            Ground ground) {
        this.config = config;
        this.logins = logins;
        this.revocations = revocations;
        this.workers = workers;
        this.ground = ground;
        this.bus = ground.bus();
    }

    List<Future<Void>> serve() {
        return List.of(
                bus.serve(BusContract.OPEN_LOGIN, this::open),
                bus.serve(BusContract.RENEW_LOGIN, this::renew),
                bus.serve(BusContract.END_LOGIN, this::end),
                bus.serve(BusContract.GET_LOGIN, this::get),
                bus.serve(BusContract.FORGET_LOGINS, this::forget),
                bus.serve(BusContract.REVOKE_TOKENS, this::revoke),
                bus.subscribe(BusContract.BANS_CHANGED, news -> bans = new BanList(news.bans())));
    }

    /** How long a revocation of a player matters: until his logins from before have expired. */
    long playerRevocationMs() {
        return refreshMs() + MARGIN_MS;
    }

    private long refreshMs() {
        return TimeUnit.SECONDS.toMillis(config.refreshTokenSeconds());
    }

    private long accessMs() {
        return TimeUnit.SECONDS.toMillis(config.accessTokenSeconds());
    }

    private Login.Terms terms() {
        return new Login.Terms(ground.clock().nowMs(), refreshMs(), accessMs());
    }

    private Future<LoginReply> open(OpenLogin call) {
        RefreshToken token = RefreshToken.first(ground.entropy());
        return onWorker(
                        () -> {
                            Login login =
                                    Login.open(
                                            call.playerId(),
                                            call.displayName(),
                                            revocations.of(call.playerId()),
                                            token,
                                            terms());
                            logins.add(login);
                            return login;
                        })
                .map(login -> given(login, token, "opened"));
    }

    private LoginReply given(Login login, RefreshToken token, String outcome) {
        save(login);
        count(outcome);
        return reply(login, token);
    }

    private static LoginReply reply(Login login, RefreshToken token) {
        return new LoginReply(
                login.loginId(),
                login.playerId(),
                login.displayName(),
                login.revocation(),
                token.text(),
                login.expiresAtMs());
    }

    private Future<LoginReply> renew(RenewLogin call) {
        Optional<RefreshToken> token = RefreshToken.parse(call.refreshToken());
        if (token.isEmpty()) {
            return refuse("refused");
        }
        return known(token.get().loginId())
                .compose(isKnown -> onWorker(() -> exchange(token.get())))
                .compose(exchange -> exchange.map(this::onExchange).orElse(refuse("refused")));
    }

    /** Empty if there is no such login. */
    private Optional<Exchange> exchange(RefreshToken token) {
        RefreshToken child = token.next(ground.entropy());
        Standing[] standing = new Standing[1];
        return logins.change(
                        token.loginId(),
                        login -> {
                            Login.Terms terms = terms();
                            standing[0] = standing(login, token, terms.nowMs());
                            return switch (standing[0]) {
                                case GOOD, REPEATED ->
                                        login.renew(token.digest(), child.digest(), terms);
                                case REUSED -> login.end();
                                case BANNED, VOID -> login;
                            };
                        })
                .map(
                        login ->
                                new Exchange(
                                        standing[0],
                                        login,
                                        standing[0] == Standing.BANNED ? token : child));
    }

    /**
     * Who is banned keeps the token that he has: he does not get the next one, and would be taken
     * for a thief when he comes with this one again after his ban.
     */
    private Standing standing(Login login, RefreshToken token, long nowMs) {
        if (revocations.of(login.playerId()) > login.revocation()) {
            return Standing.VOID;
        }
        Standing standing = login.standing(token.digest(), nowMs);
        boolean isBanned =
                standing == Standing.GOOD && bans.ofPlayer(login.playerId(), nowMs).isPresent();
        return isBanned ? Standing.BANNED : standing;
    }

    private Future<LoginReply> onExchange(Exchange exchange) {
        return switch (exchange.standing()) {
            case GOOD, REPEATED ->
                    Future.succeededFuture(given(exchange.login(), exchange.token(), "renewed"));
            // Whoever asked refuses him, and knows for how long.
            case BANNED -> Future.succeededFuture(reply(exchange.login(), exchange.token()));
            case VOID -> refuse("refused");
            case REUSED -> onReused(exchange.login()).compose(done -> refuse("reused"));
        };
    }

    private Future<Void> onReused(Login login) {
        LOG.warn(
                "a refresh token was used twice: it was copied, or an old backup of a device is in"
                        + " use; the login is over playerId={} loginId={}",
                login.playerId(),
                login.loginId());
        audit(login.playerId(), "loginId=" + login.loginId());
        save(login);
        return voidAccess(login.loginId());
    }

    private void audit(String playerId, String detail) {
        bus.request(
                        BusContract.AUDIT_LATER,
                        new AuditEntry(
                                ground.clock().nowMs(),
                                "login",
                                "refresh-token.reused",
                                playerId,
                                detail))
                .onFailure(failure -> LOG.warn("not in the audit trail", failure));
    }

    /** Access tokens that came of this login. */
    private Future<Void> voidAccess(String loginId) {
        return onWorker(
                        () ->
                                revocations.revoke(
                                        loginId, ground.clock().nowMs(), accessMs() + MARGIN_MS))
                .mapEmpty();
    }

    private Future<Done> end(EndLogin call) {
        Optional<RefreshToken> token = RefreshToken.parse(call.refreshToken());
        if (token.isEmpty()) {
            return Future.succeededFuture(new Done());
        }
        String loginId = token.get().loginId();
        String digest = token.get().digest();
        return known(loginId)
                .compose(
                        isKnown ->
                                onWorker(
                                        () ->
                                                logins.change(
                                                        loginId,
                                                        login ->
                                                                login.knows(digest)
                                                                        ? login.end()
                                                                        : login)))
                .compose(login -> login.filter(Login::over).map(this::onEnded).orElse(done()));
    }

    private Future<Done> onEnded(Login login) {
        save(login);
        count("ended");
        return voidAccess(login.loginId()).map(new Done());
    }

    private static Future<Done> done() {
        return Future.succeededFuture(new Done());
    }

    private Future<LoginState> get(GetLogin call) {
        return onWorker(() -> logins.find(call.loginId()))
                .map(
                        login ->
                                new LoginState(
                                        login.filter(found -> !found.over())
                                                .map(Login::accessUntilMs)
                                                .orElse(0L)));
    }

    private Future<Done> forget(ForgetLogins call) {
        return onWorker(
                () -> {
                    logins.removeAllOf(call.playerId());
                    return new Done();
                });
    }

    private Future<Done> revoke(RevokeTokens call) {
        return onWorker(
                        () ->
                                revocations.revoke(
                                        call.playerId(),
                                        ground.clock().nowMs(),
                                        playerRevocationMs()))
                .compose(revocation -> bus.request(BusContract.SAVE_REVOCATION_LATER, revocation))
                .onSuccess(done -> count("revoked"));
    }

    /** Whether the map has the login, or got it from the store; fails if nobody can tell. */
    private Future<Boolean> known(String loginId) {
        return onWorker(() -> logins.find(loginId))
                .compose(
                        found ->
                                found.isPresent()
                                        ? Future.succeededFuture(true)
                                        : bus.request(
                                                        BusContract.FIND_LOGIN,
                                                        new FindLogin(loginId))
                                                .compose(this::bringBack));
    }

    private Future<Boolean> bringBack(SavedLogins saved) {
        return onWorker(
                () -> {
                    saved.logins()
                            .forEach(login -> logins.add(LoginCodec.decode(login.document())));
                    return !saved.logins().isEmpty();
                });
    }

    private void save(Login login) {
        SavedLogin saved =
                new SavedLogin(
                        login.loginId(),
                        login.playerId(),
                        LoginCodec.encode(login),
                        login.version(),
                        login.expiresAtMs());
        bus.request(BusContract.SAVE_LOGIN_LATER, saved)
                .onFailure(
                        failure ->
                                LOG.warn(
                                        "login not saved, it ends with the cluster loginId={}",
                                        login.loginId(),
                                        failure));
    }

    private <T> Future<T> refuse(String outcome) {
        count(outcome);
        return Future.failedFuture(new RejectedException(ProblemCode.INVALID_REFRESH_TOKEN));
    }

    private void count(String outcome) {
        ground.metrics().increment(Metric.LOGINS, outcome);
    }

    private <T> Future<T> onWorker(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }
}
