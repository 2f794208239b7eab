package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.ResultMessage.VoidMatch;
import dev.rallypoint.rating.WhyUnrated;
import dev.rallypoint.store.VertxMatchGate.Case;
import io.vertx.core.Future;

/** Takes matches back, as if they had not been raced. */
final class VertxVoids {
    private final VertxMatchGate gate;
    private final VertxLedger ledger;
    private final VertxBestTimes bestTimes;

    VertxVoids(VertxMatchGate gate, VertxLedger ledger, VertxBestTimes bestTimes) {
        this.gate = gate;
        this.ledger = ledger;
        this.bestTimes = bestTimes;
    }

    /** Fails with MATCH_NOT_FOUND or NOT_SETTLED; voided twice, it is voided once. */
    Future<Done> voidMatch(VoidMatch order) {
        return gate.inMatch(
                order.matchId(),
                found ->
                        VertxMatchGate.standing(found)
                                .compose(standing -> voidMatch(found, standing, order)));
    }

    private Future<ResultNews> voidMatch(Case found, ResultStanding standing, VoidMatch order) {
        if (standing.isVoided()) {
            return Future.succeededFuture(ResultNews.NOTHING);
        }
        VertxSql sql = found.sql();
        String matchId = found.match().matchId();
        Future<?> voided =
                ledger.revoked(sql, found.match().gameMode(), standing.endedAtMs())
                        .compose(
                                done ->
                                        sql.run(
                                                RatingSql.DECIDE,
                                                "voided",
                                                order.actor(),
                                                order.reason(),
                                                "",
                                                WhyUnrated.VOIDED.word(),
                                                order.atMs(),
                                                matchId));
        return voided.compose(done -> takeBack(found, standing)).map(ResultNews.VOIDED);
    }

    private Future<Void> takeBack(Case found, ResultStanding standing) {
        VertxSql sql = found.sql();
        MatchRow match = found.match();
        return sql.run(RatingSql.DISCOUNT, match.matchId())
                .compose(done -> bestTimes.takeBack(sql, match.matchId()))
                .compose(
                        done ->
                                ledger.takeBack(
                                        sql,
                                        match.gameMode(),
                                        standing.endedAtMs(),
                                        match.members()));
    }
}
