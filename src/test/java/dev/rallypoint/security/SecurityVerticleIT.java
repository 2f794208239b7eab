package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.AdmitCall;
import dev.rallypoint.contract.BusMessage.Ban;
import dev.rallypoint.contract.BusMessage.Bans;
import dev.rallypoint.contract.BusMessage.CallVerdict;
import dev.rallypoint.contract.Config;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecurityVerticleIT {
    private static final Config.Security CONFIG =
            new Config.Security(60, 3_600, 100, 100, 100, 100, 100, 100, List.of());
    private static final Bans LOOPBACK_BANNED =
            new Bans(List.of(new Ban(1, "cidr", "127.0.0.0/8", "test", 0)));

    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);

    @AfterEach
    void stop() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean isAdmitted() {
        CallVerdict verdict =
                get(
                        bus.request(
                                BusContract.ADMIT_CALL,
                                new AdmitCall("127.0.0.1", Optional.empty(), "call")));
        return verdict.refused().isEmpty();
    }

    @Test
    void knowsTheBansWhenItHasStarted() {
        get(bus.serve(BusContract.LOAD_BANS, ask -> Future.succeededFuture(LOOPBACK_BANNED)));
        get(vertx.deployVerticle(new SecurityVerticle(CONFIG, bus, new EpochClock())));
        assertThat(isAdmitted()).isFalse();
    }

    @Test
    void startsWithoutTheStoreAndLoadsTheBansWhenItIsBack() {
        get(vertx.deployVerticle(new SecurityVerticle(CONFIG, bus, new EpochClock())));
        assertThat(isAdmitted()).isTrue();
        get(bus.serve(BusContract.LOAD_BANS, ask -> Future.succeededFuture(LOOPBACK_BANNED)));
        await().until(() -> !isAdmitted());
    }
}
