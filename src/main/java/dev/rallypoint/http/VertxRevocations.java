package dev.rallypoint.http;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LoginMessage.GetRevocations;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.Revocations;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Whose access tokens are void before they expire, as the login room says. One loop's. */
final class VertxRevocations {
    private final VertxBus bus;
    private final Map<String, Long> stamps = new HashMap<>();

    VertxRevocations(VertxBus bus) {
        this.bus = bus;
    }

    /**
     * @param news told of each revocation after it holds
     */
    Future<Void> start(Consumer<Revocation> news) {
        return bus.subscribe(
                        BusContract.TOKENS_REVOKED,
                        revocation -> {
                            add(revocation);
                            news.accept(revocation);
                        })
                .compose(subscribed -> reload());
    }

    /** Forgets what matters no more. */
    Future<Void> reload() {
        return bus.request(BusContract.GET_REVOCATIONS, new GetRevocations())
                .onSuccess(this::replace)
                .mapEmpty();
    }

    private void replace(Revocations all) {
        stamps.clear();
        all.revocations().forEach(this::add);
    }

    private void add(Revocation revocation) {
        stamps.merge(revocation.subject(), revocation.stamp(), Math::max);
    }

    boolean isRevoked(Caller caller) {
        return stamps.getOrDefault(caller.playerId(), 0L) > caller.revocation()
                || stamps.containsKey(caller.loginId());
    }
}
