package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.rating.ResultTerms;
import dev.rallypoint.store.VertxMatchGate.Case;
import io.vertx.core.Future;
import java.util.Set;

/** Races whose lobbies are gone: from now on who is silent is not racing any more. */
final class VertxMatchEnds {
    /** Its start or its first report is still on the way, and will find when it ended. */
    private static final Set<ProblemCode> NOTHING_WAITS =
            Set.of(ProblemCode.MATCH_NOT_FOUND, ProblemCode.NOT_SETTLED);

    private final VertxMatches matches;
    private final VertxMatchGate gate;
    private final ResultTerms terms;

    VertxMatchEnds(VertxMatches matches, VertxMatchGate gate, ResultTerms terms) {
        this.matches = matches;
        this.gate = gate;
        this.terms = terms;
    }

    /** Told twice, the first end counts. */
    Future<Done> end(MatchEnded match) {
        return matches.end(match)
                .compose(done -> gate.inMatch(match.matchId(), this::await))
                .recover(VertxMatchEnds::unlessNothingWaits);
    }

    private Future<ResultNews> await(Case found) {
        return VertxMatchGate.standing(found)
                .compose(
                        standing ->
                                found.sql()
                                        .run(
                                                RatingSql.SET_DUE,
                                                terms.dueAtMs(
                                                        standing.endedAtMs(),
                                                        found.match().endedAtMs()),
                                                found.match().matchId()))
                .map(ResultNews.NOTHING);
    }

    private static Future<Done> unlessNothingWaits(Throwable failure) {
        return failure instanceof RejectedException refused
                        && NOTHING_WAITS.contains(refused.rejection().code())
                ? Future.succeededFuture(new Done())
                : Future.failedFuture(failure);
    }
}
