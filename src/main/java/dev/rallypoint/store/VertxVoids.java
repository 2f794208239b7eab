package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.ResultMessage.VoidMatch;
import dev.rallypoint.rating.WhyUnrated;
import dev.rallypoint.store.VertxMatchGate.Case;
import io.vertx.core.Future;

/** Takes matches back, as if they had not been raced. */
final class VertxVoids {
    private final VertxMatchGate gate;
    private final VertxWithdrawal withdrawal;

    VertxVoids(VertxMatchGate gate, VertxWithdrawal withdrawal) {
        this.gate = gate;
        this.withdrawal = withdrawal;
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
        return withdrawal
                .withdraw(found, standing.endedAtMs())
                .compose(
                        done ->
                                found.sql()
                                        .run(
                                                RatingSql.DECIDE,
                                                "voided",
                                                order.actor(),
                                                order.reason(),
                                                "",
                                                WhyUnrated.VOIDED.word(),
                                                order.atMs(),
                                                found.match().matchId()))
                .map(ResultNews.VOIDED);
    }
}
