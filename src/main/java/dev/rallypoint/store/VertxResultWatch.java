package dev.rallypoint.store;

import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.store.VertxLedger.Progress;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** What has to happen without anybody asking: results that are due, ratings that are behind. */
final class VertxResultWatch {
    private static final int PIECES = 20;

    /** What other nodes left behind has time; a database that is away is not asked all the time. */
    private static final long IDLE_LOOK_MS = 10_000;

    private final JdbcStorePool pool;
    private final VertxMatchGate gate;
    private final VertxResults results;
    private final VertxLedger ledger;
    private final EpochClock clock;
    private long nextLookMs;
    private boolean isBehind;

    VertxResultWatch(
            JdbcStorePool pool,
            VertxMatchGate gate,
            VertxResults results,
            VertxLedger ledger,
            EpochClock clock) {
        this.pool = pool;
        this.gate = gate;
        this.results = results;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Decides what has waited long enough, and goes on making ratings that are behind; called once
     * a second.
     */
    Future<Void> look() {
        long nowMs = clock.nowMs();
        if (nowMs < nextLookMs && !isBehind && !gate.isBusy()) {
            return Future.succeededFuture();
        }
        nextLookMs = nowMs + IDLE_LOOK_MS;
        isBehind = false;
        return pool.read(RatingSql.DUE, Tuple.of(clock.nowMs(), VertxLedger.AT_ONCE))
                .compose(
                        rows ->
                                Future.join(
                                                VertxSql.all(
                                                        rows,
                                                        row ->
                                                                results.decideDue(
                                                                        row.getString("match_id"))))
                                        .otherwiseEmpty())
                .compose(done -> pool.read(RatingSql.BEHIND, Tuple.tuple()))
                .compose(
                        rows ->
                                Future.join(
                                        VertxSql.all(
                                                rows,
                                                row ->
                                                        catchUp(
                                                                row.getString("game_mode"),
                                                                PIECES))))
                .mapEmpty();
    }

    /** In pieces, so that new results come in between, and not for ever: the next look goes on. */
    private Future<Void> catchUp(String gameMode, int pieces) {
        return pool.inTransaction(connection -> ledger.advance(new VertxSql(connection), gameMode))
                .compose(progress -> goOn(gameMode, progress, pieces - 1));
    }

    private Future<Void> goOn(String gameMode, Progress progress, int pieces) {
        gate.countRated(progress.matches());
        isBehind |= progress.isMore() && pieces == 0;
        return progress.isMore() && pieces > 0
                ? catchUp(gameMode, pieces)
                : Future.succeededFuture();
    }
}
