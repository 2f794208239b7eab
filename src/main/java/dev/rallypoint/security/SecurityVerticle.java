package dev.rallypoint.security;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.AdmitCall;
import dev.rallypoint.contract.BusMessage.Ban;
import dev.rallypoint.contract.BusMessage.Bans;
import dev.rallypoint.contract.BusMessage.CallVerdict;
import dev.rallypoint.contract.BusMessage.LoadBans;
import dev.rallypoint.contract.Config;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@link BusContract#ADMIT_CALL} for this node and keeps its ban list fresh. */
public final class SecurityVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SecurityVerticle.class);
    private static final long RELOAD_BANS_MS = 30_000;

    /** Until the store answered once, bans are unknown: ask more often. */
    private static final long FIRST_BANS_RETRY_MS = 2_000;

    private final VertxBus bus;
    private final EpochClock clock;
    private final CallGate gate;
    private boolean bansKnown;
    private boolean storeSilent;

    /**
     * @throws IllegalArgumentException if {@code exemptRanges} names something else than CIDR
     *     blocks
     */
    public SecurityVerticle(Config.Security config, VertxBus bus, EpochClock clock) {
        this.bus = bus;
        this.clock = clock;
        this.gate = new CallGate(config);
    }

    @Override
    public Future<?> start() {
        return bus.serve(BusContract.ADMIT_CALL, this::onAdmitCall).compose(served -> loadBans());
    }

    private Future<CallVerdict> onAdmitCall(AdmitCall call) {
        return Future.succeededFuture(gate.onCall(call, clock.nowMs()));
    }

    /** Never fails: while the store is silent the bans known so far stay in force. */
    private Future<Void> loadBans() {
        return bus.request(BusContract.LOAD_BANS, new LoadBans())
                .onSuccess(this::onBans)
                .onFailure(this::onStoreSilent)
                .onComplete(done -> scheduleReload())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void onBans(Bans bans) {
        bansKnown = true;
        storeSilent = false;
        for (Ban ban : gate.onBans(bans)) {
            LOG.warn("ban without effect, its CIDR block is unreadable banId={}", ban.banId());
        }
    }

    private void onStoreSilent(Throwable failure) {
        if (!storeSilent) {
            storeSilent = true;
            LOG.warn("bans cannot be loaded, the known ones stay in force: {}", failure.toString());
        }
    }

    private void scheduleReload() {
        vertx.setTimer(bansKnown ? RELOAD_BANS_MS : FIRST_BANS_RETRY_MS, timer -> loadBans());
    }
}
