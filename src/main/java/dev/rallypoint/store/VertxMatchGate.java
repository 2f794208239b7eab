package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.rating.Agreement;
import dev.rallypoint.rating.ResultTerms;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to a match's result: a transaction that holds the match's row, so that whatever is
 * told twice, in any order or by two at once, is applied once.
 */
final class VertxMatchGate {
    private static final Logger LOG = LoggerFactory.getLogger(VertxMatchGate.class);
    private static final long SLACK_MS = 3_000;

    /** One match within one transaction. */
    record Case(VertxSql sql, MatchRow match, Agreement agreement) {}

    private final JdbcStorePool pool;
    private final ResultTerms terms;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private long busyUntilMs;

    VertxMatchGate(
            JdbcStorePool pool, ResultTerms terms, MicrometerMetrics metrics, EpochClock clock) {
        this.pool = pool;
        this.terms = terms;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Fails with MATCH_NOT_FOUND, or as the work does. */
    Future<Done> inMatch(String matchId, Function<Case, Future<ResultNews>> work) {
        return pool.inTransaction(
                        connection -> open(new VertxSql(connection), matchId).compose(work))
                .onSuccess(news -> busyUntilMs = clock.nowMs() + terms.waitMs() + SLACK_MS)
                .onSuccess(news -> count(matchId, news))
                .map(new Done());
    }

    private void count(String matchId, ResultNews news) {
        if (news != ResultNews.NOTHING) {
            metrics.increment(Metric.RESULTS, news.name().toLowerCase(Locale.ROOT));
            LOG.info("result {} matchId={}", news.name().toLowerCase(Locale.ROOT), matchId);
        }
    }

    private Future<Case> open(VertxSql sql, String matchId) {
        return sql.run(RatingSql.LOCK_MATCH, matchId)
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? Future.failedFuture(
                                                new RejectedException(ProblemCode.MATCH_NOT_FOUND))
                                        : sql.run(RatingSql.MEMBERS, matchId)
                                                .map(
                                                        members ->
                                                                VertxMatchRows.match(
                                                                        matchId,
                                                                        rows.iterator().next(),
                                                                        members)))
                .map(match -> new Case(sql, match, new Agreement(terms, match.raced())));
    }

    /** Fails with NOT_SETTLED if nobody reported anything. */
    static Future<ResultStanding> standing(Case found) {
        return found.sql()
                .run(RatingSql.RESULT, found.match().matchId())
                .compose(
                        rows ->
                                VertxSql.first(rows)
                                        .map(VertxMatchGate::standing)
                                        .map(Future::succeededFuture)
                                        .orElseGet(
                                                () ->
                                                        Future.failedFuture(
                                                                new RejectedException(
                                                                        ProblemCode.NOT_SETTLED))));
    }

    private static ResultStanding standing(Row row) {
        return new ResultStanding(
                row.getString("state"),
                row.getLong("ended_at_ms"),
                row.getLong("due_at_ms"),
                row.getString("reason"));
    }

    /** Whether something was reported so lately that it may be due soon. */
    boolean isBusy() {
        return clock.nowMs() <= busyUntilMs;
    }

    Void countRated(int matches) {
        for (int i = 0; i < matches; i++) {
            metrics.increment(Metric.RATINGS_MADE);
        }
        return null;
    }
}
