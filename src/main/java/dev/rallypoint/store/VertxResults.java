package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.BusMessage.ReportResult;
import dev.rallypoint.contract.BusMessage.VoidMatch;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.rating.Agreement;
import dev.rallypoint.rating.Agreement.Decision;
import dev.rallypoint.rating.Agreement.Outcome;
import dev.rallypoint.rating.Agreement.Said;
import dev.rallypoint.rating.Finish;
import dev.rallypoint.rating.RatingTerms;
import dev.rallypoint.rating.ResultTerms;
import dev.rallypoint.rating.Seasons;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is believed about matches. One transaction a call, with the match's row as the gate:
 * whatever is reported twice, in any order or by two at once, is applied once.
 */
final class VertxResults {
    private static final Logger LOG = LoggerFactory.getLogger(VertxResults.class);

    /** A match that is not known by then never was one. */
    private static final long LATE_MS = 3_600_000;

    private static final int AT_ONCE = 50;
    private static final int PIECES = 20;

    /** What other nodes left behind has time; a database that is away is not asked all the time. */
    private static final long IDLE_LOOK_MS = 10_000;

    private static final long SLACK_MS = 3_000;
    private static final String OPERATOR = "operator/";

    /** A match's result as it stands. */
    private record Standing(String state, long endedAtMs, long dueAtMs, String reason) {
        boolean isOpen() {
            return state.equals("open") || state.equals("disputed");
        }

        boolean isSettled() {
            return state.equals("settled");
        }
    }

    /** Of one match within one transaction. */
    private record Case(VertxSql sql, MatchRow match, Agreement agreement) {}

    private final JdbcStorePool pool;
    private final ResultTerms terms;
    private final VertxLedger ledger;
    private final VertxBestTimes bestTimes;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private long nextLookMs;
    private long busyUntilMs;

    VertxResults(
            JdbcStorePool pool, Config.Rating config, MicrometerMetrics metrics, EpochClock clock) {
        this.pool = pool;
        this.terms = ResultTerms.of(config);
        this.ledger = new VertxLedger(RatingTerms.of(config));
        this.bestTimes = new VertxBestTimes(Seasons.of(config));
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Fails with MATCH_NOT_FOUND, NOT_MEMBER or IMPLAUSIBLE_RESULT. */
    Future<Done> report(ReportResult report) {
        return inMatch(report.matchId(), found -> take(found, report));
    }

    private Future<Done> inMatch(String matchId, Function<Case, Future<ResultNews>> work) {
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
                                                                matchRow(
                                                                        matchId,
                                                                        rows.iterator().next(),
                                                                        VertxSql.all(
                                                                                members,
                                                                                one ->
                                                                                        one
                                                                                                .getString(
                                                                                                        "player_id")))))
                .map(match -> new Case(sql, match, new Agreement(terms, match.raced())));
    }

    private static MatchRow matchRow(String matchId, Row row, List<String> members) {
        return new MatchRow(
                matchId,
                row.getString("game_mode"),
                Optional.ofNullable(row.getString("track")).orElse(""),
                row.getString("region"),
                row.getLong("started_at_ms"),
                Optional.ofNullable(row.getString("owner")),
                members);
    }

    private Future<ResultNews> take(Case found, ReportResult report) {
        if (!report.byOperator() && !found.match().members().contains(report.reporter())) {
            return Future.failedFuture(
                    new RejectedException(
                            ProblemCode.NOT_MEMBER, "you did not take part in this match"));
        }
        Optional<String> complaint =
                found.agreement().complaint(report.report(), report.reportedAtMs());
        if (complaint.isPresent()) {
            return Future.failedFuture(
                    new RejectedException(ProblemCode.IMPLAUSIBLE_RESULT, complaint.get()));
        }
        return write(found, report).compose(isNew -> judge(found, report, isNew));
    }

    /**
     * @return whether this reporter said nothing before
     */
    private Future<Boolean> write(Case found, ReportResult report) {
        MatchRow match = found.match();
        String reporter = report.byOperator() ? OPERATOR + report.reporter() : report.reporter();
        Future<Boolean> added =
                found.sql()
                        .run(
                                RatingSql.ADD_REPORT,
                                match.matchId(),
                                reporter,
                                report.reportedAtMs(),
                                ReportCodec.encode(report.report()))
                        .map(done -> done.rowCount() > 0);
        return added.compose(
                isNew ->
                        found.sql()
                                .run(
                                        RatingSql.OPEN_RESULT,
                                        match.matchId(),
                                        match.gameMode(),
                                        match.track(),
                                        match.region(),
                                        report.reportedAtMs(),
                                        report.reportedAtMs() + terms.waitMs(),
                                        report.reportedAtMs())
                                .map(isNew));
    }

    private Future<ResultNews> judge(Case found, ReportResult report, boolean isNew) {
        return standing(found)
                .compose(
                        standing ->
                                standing.isOpen()
                                        ? decide(found, standing)
                                        : compare(found, standing, report, isNew));
    }

    private static Future<Standing> standing(Case found) {
        return found.sql()
                .run(RatingSql.RESULT, found.match().matchId())
                .compose(
                        rows ->
                                VertxSql.first(rows)
                                        .map(VertxResults::standing)
                                        .map(Future::succeededFuture)
                                        .orElseGet(
                                                () ->
                                                        Future.failedFuture(
                                                                new RejectedException(
                                                                        ProblemCode.NOT_SETTLED))));
    }

    private static Standing standing(Row row) {
        return new Standing(
                row.getString("state"),
                row.getLong("ended_at_ms"),
                row.getLong("due_at_ms"),
                row.getString("reason"));
    }

    /** Who says otherwise once it is settled changes nothing, but operators see that he does. */
    private Future<ResultNews> compare(
            Case found, Standing standing, ReportResult report, boolean isNew) {
        if (!isNew || !standing.isSettled()) {
            return Future.succeededFuture(ResultNews.NOTHING);
        }
        String matchId = found.match().matchId();
        return found.sql()
                .run(RatingSql.PLACES.formatted("?"), matchId)
                .map(rows -> VertxLedger.finishes(rows).getOrDefault(matchId, List.of()))
                .compose(
                        settled ->
                                found.agreement().confirms(report.report(), settled)
                                        ? Future.succeededFuture(ResultNews.NOTHING)
                                        : contradict(found, standing, report));
    }

    private static Future<ResultNews> contradict(
            Case found, Standing standing, ReportResult report) {
        String reason =
                standing.reason().isEmpty()
                        ? "contradicted by " + report.reporter()
                        : standing.reason() + ", " + report.reporter();
        return found.sql()
                .run(RatingSql.ADD_REASON, reason, found.match().matchId())
                .map(ResultNews.CONTRADICTED);
    }

    private Future<ResultNews> decide(Case found, Standing standing) {
        boolean isDue = standing.state().equals("disputed") || clock.nowMs() >= standing.dueAtMs();
        return found.sql()
                .run(RatingSql.REPORTS, found.match().matchId())
                .map(rows -> VertxSql.all(rows, VertxResults::said))
                .map(said -> said.stream().flatMap(Optional::stream).toList())
                .map(said -> found.agreement().decide(said, isDue))
                .compose(decision -> follow(found, standing, decision));
    }

    private static Optional<Said> said(Row row) {
        String reporter = row.getString("reporter");
        return ReportCodec.decode(row.getString("document"))
                .map(report -> new Said(reporter, reporter.startsWith(OPERATOR), report));
    }

    private Future<ResultNews> follow(Case found, Standing standing, Decision decision) {
        if (decision.outcome() == Outcome.OPEN) {
            return Future.succeededFuture(ResultNews.NOTHING);
        }
        Future<?> decided =
                found.sql()
                        .run(
                                RatingSql.DECIDE,
                                decision.outcome().name().toLowerCase(Locale.ROOT),
                                decision.by(),
                                decision.reason(),
                                decision.evidence().orElse(""),
                                clock.nowMs(),
                                found.match().matchId());
        if (decision.outcome() == Outcome.DISPUTED) {
            boolean isNews = !standing.state().equals("disputed");
            return decided.map(isNews ? ResultNews.DISPUTED : ResultNews.NOTHING);
        }
        return decided.compose(done -> apply(found, standing.endedAtMs(), decision.finishes()))
                .map(ResultNews.SETTLED);
    }

    private Future<Void> apply(Case found, long endedAtMs, List<Finish> finishes) {
        VertxSql sql = found.sql();
        MatchRow match = found.match();
        List<Tuple> places =
                finishes.stream().map(finish -> placeRow(match, endedAtMs, finish)).toList();
        return sql.runAll(RatingSql.ADD_PLACE, places)
                .compose(done -> ledger.rewind(sql, match.gameMode(), endedAtMs))
                .compose(done -> bestTimes.add(sql, match, endedAtMs, finishes))
                .compose(done -> see(sql, match, endedAtMs))
                .compose(done -> ledger.advance(sql, match.gameMode(), AT_ONCE))
                .map(this::countRated);
    }

    private static Future<Void> see(VertxSql sql, MatchRow match, long atMs) {
        return sql.runAll(
                StoreSql.SAW_PLAYER,
                match.members().stream()
                        .map(playerId -> Tuple.of(match.region(), atMs, playerId, atMs))
                        .toList());
    }

    private static Tuple placeRow(MatchRow match, long endedAtMs, Finish finish) {
        return VertxSql.row(
                match.matchId(),
                finish.playerId(),
                match.gameMode(),
                endedAtMs,
                finish.place(),
                finish.team(),
                finish.finished() ? 1 : 0,
                finish.timeMs().orElse(null));
    }

    private Void countRated(int matches) {
        for (int i = 0; i < matches; i++) {
            metrics.increment(Metric.RATINGS_MADE);
        }
        return null;
    }

    /**
     * A report that waited for the database. Its match may still wait, too: then it comes again.
     */
    Future<Done> takeLate(ReportResult report) {
        return report(report)
                .recover(
                        failure ->
                                failure instanceof RejectedException refused
                                        ? refuseLate(report, refused)
                                        : Future.failedFuture(failure));
    }

    private Future<Done> refuseLate(ReportResult report, RejectedException refused) {
        boolean mayStillCome =
                refused.rejection().code() == ProblemCode.MATCH_NOT_FOUND
                        && clock.nowMs() - report.reportedAtMs() < LATE_MS;
        if (mayStillCome) {
            return Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE));
        }
        metrics.increment(Metric.RESULTS, "refused");
        return Future.succeededFuture(new Done());
    }

    /** Fails with MATCH_NOT_FOUND or NOT_SETTLED; voided twice, it is voided once. */
    Future<Done> voidMatch(VoidMatch order) {
        return inMatch(
                order.matchId(),
                found -> standing(found).compose(standing -> voidMatch(found, standing, order)));
    }

    private Future<ResultNews> voidMatch(Case found, Standing standing, VoidMatch order) {
        if (standing.state().equals("voided")) {
            return Future.succeededFuture(ResultNews.NOTHING);
        }
        VertxSql sql = found.sql();
        String matchId = found.match().matchId();
        Future<?> voided =
                ledger.rewind(sql, found.match().gameMode(), standing.endedAtMs())
                        .compose(
                                done ->
                                        sql.run(
                                                RatingSql.DECIDE,
                                                "voided",
                                                order.actor(),
                                                order.reason(),
                                                "",
                                                order.atMs(),
                                                matchId));
        return voided.compose(done -> takeBack(found, standing)).map(ResultNews.VOIDED);
    }

    private Future<Void> takeBack(Case found, Standing standing) {
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
                                        match.members()))
                .compose(done -> ledger.advance(sql, match.gameMode(), AT_ONCE))
                .map(this::countRated);
    }

    /**
     * Decides what has waited long enough, and goes on making ratings that are behind; called once
     * a second.
     */
    Future<Void> look() {
        long nowMs = clock.nowMs();
        if (nowMs < nextLookMs && nowMs > busyUntilMs) {
            return Future.succeededFuture();
        }
        nextLookMs = nowMs + IDLE_LOOK_MS;
        return pool.read(RatingSql.DUE, Tuple.of(clock.nowMs(), AT_ONCE))
                .compose(
                        rows ->
                                Future.join(
                                                VertxSql.all(
                                                        rows,
                                                        row ->
                                                                decideDue(
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

    private Future<Done> decideDue(String matchId) {
        return inMatch(
                matchId,
                found ->
                        standing(found)
                                .compose(
                                        standing ->
                                                standing.state().equals("open")
                                                        ? decide(found, standing)
                                                        : Future.succeededFuture(
                                                                ResultNews.NOTHING)));
    }

    /** In pieces, so that new results come in between, and not for ever: the next look goes on. */
    private Future<Void> catchUp(String gameMode, int pieces) {
        busyUntilMs = clock.nowMs() + SLACK_MS;
        return pool.inTransaction(
                        connection -> ledger.advance(new VertxSql(connection), gameMode, AT_ONCE))
                .onSuccess(this::countRated)
                .compose(
                        matches ->
                                matches < AT_ONCE || pieces <= 1
                                        ? Future.succeededFuture()
                                        : catchUp(gameMode, pieces - 1));
    }
}
