package dev.rallypoint.security;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.SecurityMessage.Bans;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.SecurityMessage.GetBans;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.LoadBans;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bans of the cluster on one node: hears what is decided anywhere, tells the rooms of its own,
 * and keeps cluster and database alike. Belongs to one loop.
 */
final class VertxBanKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(VertxBanKeeper.class);
    private static final int WORKERS = 4;

    /** Many decisions at once, as when they are loaded, are told of at once. */
    private static final long GATHER_MS = 10;

    private static final long RELOAD_MS = 30_000;

    /** Bans end by each node's own clock; so the cluster's list is looked at this often. */
    private static final long EXPIRY_MS = 1_000;

    private static final long COMPARE_MS = 60_000;

    /** Until the database answered once, bans may be missing: ask more often. */
    private static final long FIRST_COMPARE_MS = 2_000;

    /**
     * Ended and lifted bans stay in the cluster for this long: no fast clock ends a ban for the
     * others, and no late news brings a lifted one back.
     */
    private static final long MARK_MS = 7L * 24 * 60 * 60 * 1_000;

    private final HazelcastBans cluster;
    private final Vertx vertx;
    private final Context loop;
    private final VertxBus bus;
    private final EpochClock clock;
    private final CallGate gate;
    private final BanBook book = new BanBook();
    private final WorkerExecutor workers;
    private final VertxBanDesk desk;
    private List<Ban> published = List.of();
    private boolean isPublishing;
    private boolean isReading;
    private boolean isDatabaseKnown;
    private boolean isStoreSilent;

    /**
     * @param loop whose thread everything runs on
     * @param gate is told of the bans in force before anybody else
     */
    VertxBanKeeper(HazelcastBans cluster, Context loop, Ground ground, CallGate gate) {
        this.cluster = cluster;
        this.loop = loop;
        this.vertx = loop.owner();
        this.bus = ground.bus();
        this.clock = ground.clock();
        this.gate = gate;
        this.workers = vertx.createSharedWorkerExecutor("rallypoint-bans", WORKERS);
        this.desk = new VertxBanDesk(cluster, workers, ground, book, this::take);
    }

    /** Completes when this node knows what the cluster and, if it answers, the database know. */
    Future<Void> start() {
        return onWorker(this::listen)
                .compose(listening -> reload())
                .compose(loaded -> compareWithStore())
                .compose(compared -> VertxBus.all(desk.serve()))
                .compose(serving -> bus.serve(BusContract.GET_BANS, this::list))
                .onSuccess(serving -> startTimers());
    }

    private Void listen() {
        cluster.listen(decided -> loop.runOnContext(heard -> take(decided)));
        return null;
    }

    private Future<Bans> list(GetBans question) {
        return Future.succeededFuture(new Bans(book.inForce(clock.nowMs())));
    }

    private void startTimers() {
        vertx.setPeriodic(EXPIRY_MS, timer -> publishIfChanged());
        vertx.setPeriodic(RELOAD_MS, timer -> reload());
        scheduleCompare();
    }

    private void scheduleCompare() {
        long waitMs = isDatabaseKnown ? COMPARE_MS : FIRST_COMPARE_MS;
        vertx.setTimer(waitMs, timer -> compareWithStore().onComplete(done -> scheduleCompare()));
    }

    Future<Void> stop() {
        return onWorker(
                        () -> {
                            cluster.stopListening();
                            return null;
                        })
                .eventually(workers::close)
                .mapEmpty();
    }

    private <T> Future<T> onWorker(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }

    List<Ban> inForce() {
        return published;
    }

    private void take(SavedBan saved) {
        book.put(saved);
        if (!isPublishing) {
            isPublishing = true;
            vertx.setTimer(
                    GATHER_MS,
                    timer -> {
                        isPublishing = false;
                        publishIfChanged();
                    });
        }
    }

    private void publishIfChanged() {
        if (!book.inForce(clock.nowMs()).equals(published)) {
            publish();
        }
    }

    private void publish() {
        published = book.inForce(clock.nowMs());
        for (Ban ban : gate.onBans(published)) {
            LOG.warn("ban without effect, its CIDR block is unreadable banId={}", ban.banId());
        }
        bus.publish(BusContract.BANS_CHANGED, new BansChanged(published));
    }

    /** News may have been lost while the cluster was split; rooms hear of all bans again. */
    private Future<Void> reload() {
        if (isReading) {
            return Future.succeededFuture();
        }
        isReading = true;
        book.beginReading();
        return onWorker(cluster::all)
                .onComplete(read -> isReading = false)
                .onSuccess(this::onReloaded)
                .onFailure(failure -> LOG.warn("bans not read anew: {}", failure.toString()))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void onReloaded(Collection<SavedBan> all) {
        book.become(all);
        publish();
        List<SavedBan> ended = book.endedBefore(clock.nowMs() - MARK_MS);
        if (!ended.isEmpty()) {
            onWorker(
                    () -> {
                        ended.forEach(cluster::forget);
                        return null;
                    });
        }
    }

    /** Never fails: while the store is silent the cluster's bans stay in force. */
    private Future<Void> compareWithStore() {
        return bus.request(BusContract.LOAD_BANS, new LoadBans())
                .onFailure(this::onStoreSilent)
                .compose(this::compare)
                .onSuccess(compared -> isDatabaseKnown = true)
                .otherwiseEmpty();
    }

    private void onStoreSilent(Throwable failure) {
        if (!isStoreSilent) {
            isStoreSilent = true;
            LOG.warn("bans not loaded, the cluster's stay in force: {}", failure.toString());
        }
    }

    private Future<Void> compare(SavedBans rows) {
        isStoreSilent = false;
        List<SavedBan> news = book.newerIn(rows.bans());
        return onWorker(() -> restore(news))
                .onSuccess(restored -> restored.forEach(book::put))
                .onSuccess(restored -> publishIfChanged())
                .onFailure(failure -> LOG.warn("bans not restored: {}", failure.toString()))
                .compose(restored -> onWorker(cluster::heldHere))
                .onSuccess(held -> writeLacking(held, rows.bans()))
                .mapEmpty();
    }

    private List<SavedBan> restore(List<SavedBan> rows) {
        return rows.stream()
                .map(
                        row ->
                                cluster.change(
                                        BanRules.key(row.ban()),
                                        before ->
                                                before.filter(
                                                                known ->
                                                                        known.revision()
                                                                                >= row.revision())
                                                        .or(() -> Optional.of(row))))
                .toList();
    }

    /** What the outbox lost or had to drop. */
    private void writeLacking(Collection<SavedBan> held, List<SavedBan> rows) {
        BanBook here = new BanBook();
        held.forEach(here::put);
        here.lackingIn(rows, clock.nowMs()).forEach(desk::keep);
    }
}
