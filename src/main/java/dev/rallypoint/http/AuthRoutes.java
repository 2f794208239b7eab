package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.PlayerReply;
import dev.rallypoint.contract.BusMessage.RegisterGuest;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Sha256;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
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
        return Map.of("registerGuest", this::registerGuest);
    }

    private void registerGuest(VertxExchange call) {
        Api.GuestRequest request = call.body(Api.GuestRequest.class);
        RegisterGuest guest =
                new RegisterGuest(
                        Ids.playerId(entropy.nextLong()),
                        request.displayName(),
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
                                                .map(mayGoOn -> toSession(player))));
    }

    private Future<Api.Player> register(RegisterGuest guest) {
        return bus.request(BusContract.REGISTER_GUEST, guest)
                .recover(failure -> registerLater(guest, failure))
                .map(PlayerReply::player);
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

    private Api.Session toSession(Api.Player player) {
        long expiresAtMs = tokens.expiryOfTokenIssuedNowMs();
        Caller caller = new Caller(player.playerId(), player.displayName(), expiresAtMs);
        return new Api.Session(
                player.playerId(),
                tokens.issue(caller),
                Instant.ofEpochMilli(expiresAtMs).toString());
    }
}
