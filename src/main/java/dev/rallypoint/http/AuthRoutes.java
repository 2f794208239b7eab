package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LoginMessage.EndLogin;
import dev.rallypoint.contract.LoginMessage.LoginReply;
import dev.rallypoint.contract.LoginMessage.OpenLogin;
import dev.rallypoint.contract.LoginMessage.RenewLogin;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Sha256;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code /v1/auth}. */
final class AuthRoutes {
    private final VertxBus bus;
    private final VertxAccessTokens tokens;
    private final EpochClock clock;
    private final Entropy entropy;

    AuthRoutes(VertxBus bus, VertxAccessTokens tokens, EpochClock clock, Entropy entropy) {
        this.bus = bus;
        this.tokens = tokens;
        this.clock = clock;
        this.entropy = entropy;
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of(
                "registerGuest", this::registerGuest,
                "refreshSession", this::refresh,
                "logout", this::logout);
    }

    private void registerGuest(VertxExchange call) {
        Api.GuestRequest request = call.body(Api.GuestRequest.class);
        RegisterGuest guest =
                new RegisterGuest(
                        Ids.playerId(entropy.nextLong()),
                        DisplayNames.clean(request.displayName()),
                        request.deviceId().map(Sha256::hex),
                        clock.nowMs());
        VertxBanCheck bans = new VertxBanCheck(bus);
        call.answer(
                201,
                guest.deviceHash()
                        .map(hash -> bans.ofDevice(call, hash))
                        .orElseGet(Future::succeededFuture)
                        .compose(mayGoOn -> register(guest))
                        .compose(
                                player ->
                                        bans.ofPlayer(call, player.playerId())
                                                .compose(mayGoOn -> openLogin(player)))
                        .map(this::toSession));
    }

    private Future<Api.Player> register(RegisterGuest guest) {
        return bus.request(BusContract.REGISTER_GUEST, guest)
                .recover(failure -> registerLater(guest, failure))
                .map(PlayerReply::player);
    }

    private Future<LoginReply> openLogin(Api.Player player) {
        return bus.request(
                BusContract.OPEN_LOGIN, new OpenLogin(player.playerId(), player.displayName()));
    }

    private void refresh(VertxExchange call) {
        String token = call.body(Api.RefreshRequest.class).refreshToken();
        call.answer(
                200,
                bus.request(BusContract.RENEW_LOGIN, new RenewLogin(token))
                        .compose(login -> unlessBanned(call, login))
                        .map(this::toSession));
    }

    private Future<LoginReply> unlessBanned(VertxExchange call, LoginReply login) {
        return new VertxBanCheck(bus).ofPlayer(call, login.playerId()).map(login);
    }

    private void logout(VertxExchange call) {
        String token = call.body(Api.RefreshRequest.class).refreshToken();
        call.answerEmpty(bus.request(BusContract.END_LOGIN, new EndLogin(token)));
    }

    /** Nobody but the database knows whose device it is; a new player needs no knowledge. */
    private Future<PlayerReply> registerLater(RegisterGuest guest, Throwable failure) {
        boolean isStoreAway =
                failure instanceof RejectedException refused
                        && refused.rejection().code() == ProblemCode.STORE_UNAVAILABLE;
        return isStoreAway && guest.deviceHash().isEmpty()
                ? bus.request(BusContract.REGISTER_GUEST_LATER, guest)
                : Future.failedFuture(failure);
    }

    private Api.Session toSession(LoginReply login) {
        long expiresAtMs = tokens.expiryOfTokenIssuedNowMs();
        Caller caller =
                new Caller(
                        login.playerId(),
                        login.displayName(),
                        login.loginId(),
                        login.revocation(),
                        expiresAtMs);
        return new Api.Session(
                login.playerId(),
                tokens.issue(caller),
                Instant.ofEpochMilli(expiresAtMs).toString(),
                Optional.of(tokens.lifetimeSeconds()),
                Optional.of(login.refreshToken()),
                Optional.of(Instant.ofEpochMilli(login.refreshExpiresAtMs()).toString()));
    }
}
