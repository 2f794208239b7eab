package dev.rallypoint.store;

import dev.rallypoint.store.VertxMatchGate.Case;
import io.vertx.core.Future;

/** Takes back what a settled match made of ratings and best times. */
record VertxWithdrawal(VertxLedger ledger, VertxBestTimes bestTimes) {
    /** In the transaction; the places of the match stay, and count no more. */
    Future<Void> withdraw(Case found, long endedAtMs) {
        VertxSql sql = found.sql();
        MatchRow match = found.match();
        return ledger.revoked(sql, match.gameMode(), endedAtMs)
                .compose(done -> sql.run(RatingSql.DISCOUNT, match.matchId()))
                .compose(done -> bestTimes.takeBack(sql, match.matchId()))
                .compose(
                        done -> ledger.takeBack(sql, match.gameMode(), endedAtMs, match.members()));
    }
}
