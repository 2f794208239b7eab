package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.rating.Agreement;
import dev.rallypoint.rating.Agreement.Decision;
import dev.rallypoint.rating.Agreement.Outcome;
import dev.rallypoint.rating.Agreement.Said;
import dev.rallypoint.rating.Contradiction;
import dev.rallypoint.rating.Finish;
import dev.rallypoint.rating.RacedMatch;
import dev.rallypoint.rating.RatedRaces;
import dev.rallypoint.rating.ResultTerms;
import dev.rallypoint.rating.WhyUnrated;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.store.VertxMatchGate.Case;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** What is believed about matches: reports come in, and what follows from them is applied. */
final class VertxResults {
    /** A match, or somebody in it, that is not known by then never was there. */
    private static final long LATE_MS = 3_600_000;

    private static final String OPERATOR = "operator/";

    private final VertxMatchGate gate;
    private final ResultTerms terms;
    private final RatedRaces rated;
    private final VertxLedger ledger;
    private final VertxBestTimes bestTimes;
    private final VertxWithdrawal withdrawal;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;

    VertxResults(
            VertxMatchGate gate, ResultParts parts, MicrometerMetrics metrics, EpochClock clock) {
        this.gate = gate;
        this.terms = parts.terms();
        this.rated = parts.rated();
        this.ledger = parts.ledger();
        this.bestTimes = parts.bestTimes();
        this.withdrawal = parts.withdrawal();
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Fails with MATCH_NOT_FOUND, NOT_MEMBER, IMPLAUSIBLE_RESULT or, if an operator's, with
     * MATCH_VOIDED. Who was erased since the race is meant by his old name, too.
     */
    Future<Done> report(ReportResult report) {
        return heard(report, this::take);
    }

    private Future<Done> heard(
            ReportResult report, BiFunction<Case, ReportResult, Future<ResultNews>> work) {
        return gate.inMatch(
                report.matchId(),
                found ->
                        VertxErasures.names(found.sql(), ErasedNames.namedIn(report))
                                .compose(names -> work.apply(found, names.in(report))));
    }

    private Future<ResultNews> take(Case found, ReportResult report) {
        Optional<String> stranger =
                report.byOperator() ? Optional.empty() : stranger(found, report);
        if (stranger.isPresent()) {
            return Future.failedFuture(
                    new RejectedException(ProblemCode.NOT_MEMBER, stranger.get()));
        }
        Optional<String> complaint =
                found.agreement().complaint(report.report(), report.reportedAtMs());
        if (complaint.isPresent()) {
            return Future.failedFuture(
                    new RejectedException(ProblemCode.IMPLAUSIBLE_RESULT, complaint.get()));
        }
        return write(found, report).compose(isNew -> judge(found, report, isNew));
    }

    /** Why his word counts nothing; empty if it does. */
    private static Optional<String> stranger(Case found, ReportResult report) {
        RacedMatch match = found.match().raced();
        if (match.mayReport(report.reporter())) {
            return Optional.empty();
        }
        return Optional.of(
                match.hasMember(report.reporter())
                        ? "you walked in while it raced; those report with whom it began, and those"
                                + " whom matchmaking seated"
                        : "you did not take part in this match");
    }

    /**
     * @return whether this reporter said nothing before
     */
    private Future<Boolean> write(Case found, ReportResult report) {
        MatchRow match = found.match();
        Future<Boolean> added =
                report.byOperator() ? writeOperators(found, report) : add(found, report, "");
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
                                        terms.dueAtMs(report.reportedAtMs(), match.endedAtMs()),
                                        report.reportedAtMs(),
                                        rated.obstacle(match.raced(), report.byOperator())
                                                .map(WhyUnrated::word)
                                                .orElse(""))
                                .map(isNew));
    }

    /** The last word of any of them takes the place of those before. */
    private static Future<Boolean> writeOperators(Case found, ReportResult report) {
        return found.sql()
                .run(RatingSql.FORGET_OPERATORS_REPORTS, found.match().matchId())
                .compose(forgotten -> add(found, report, OPERATOR));
    }

    private static Future<Boolean> add(Case found, ReportResult report, String prefix) {
        return found.sql()
                .run(
                        RatingSql.ADD_REPORT,
                        found.match().matchId(),
                        prefix + report.reporter(),
                        report.reportedAtMs(),
                        ReportCodec.encode(report.report()))
                .map(done -> done.rowCount() > 0);
    }

    private Future<ResultNews> judge(Case found, ReportResult report, boolean isNew) {
        return VertxMatchGate.standing(found)
                .compose(standing -> judge(found, standing, report, isNew));
    }

    private Future<ResultNews> judge(
            Case found, ResultStanding standing, ReportResult report, boolean isNew) {
        if (standing.isUndecided()) {
            return decide(found, standing);
        }
        return report.byOperator()
                ? correct(found, standing)
                : compare(found, standing, report, isNew);
    }

    /** An operator knows better: as if it had been settled his way at once. */
    private Future<ResultNews> correct(Case found, ResultStanding standing) {
        if (standing.isVoided()) {
            return Future.failedFuture(new RejectedException(ProblemCode.MATCH_VOIDED));
        }
        return withdrawal
                .withdraw(found, standing.endedAtMs())
                .compose(done -> found.sql().run(RatingSql.FORGET_PLACES, found.match().matchId()))
                .compose(done -> decide(found, standing))
                .map(ResultNews.CORRECTED);
    }

    /** Who says otherwise once it is settled changes nothing, but operators see that he does. */
    private Future<ResultNews> compare(
            Case found, ResultStanding standing, ReportResult report, boolean isNew) {
        if (!isNew || !standing.isSettled()) {
            return Future.succeededFuture(ResultNews.NOTHING);
        }
        String matchId = found.match().matchId();
        return found.sql()
                .run(RatingSql.PLACES.formatted("?"), matchId)
                .map(rows -> VertxRatingSteps.finishes(rows).getOrDefault(matchId, List.of()))
                .compose(
                        settled ->
                                confirms(found, report, settled)
                                        ? Future.succeededFuture(ResultNews.NOTHING)
                                        : contradict(found, standing, report));
    }

    /** As far as it is about those of whom anything was known when it was settled. */
    private boolean confirms(Case found, ReportResult report, List<Finish> settled) {
        RacedMatch placed =
                found.match().raced().among(settled.stream().map(Finish::playerId).toList());
        return new Agreement(terms, placed).confirms(report.report(), settled);
    }

    private static Future<ResultNews> contradict(
            Case found, ResultStanding standing, ReportResult report) {
        String reason = Contradiction.add(standing.reason(), report.reporter());
        return found.sql()
                .run(RatingSql.ADD_REASON, reason, found.match().matchId())
                .map(ResultNews.CONTRADICTED);
    }

    private Future<ResultNews> decide(Case found, ResultStanding standing) {
        boolean isDue = standing.isDisputed() || clock.nowMs() >= standing.dueAtMs();
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

    private Future<ResultNews> follow(Case found, ResultStanding standing, Decision decision) {
        if (decision.outcome() == Outcome.OPEN) {
            return Future.succeededFuture(ResultNews.NOTHING);
        }
        String unrated = unrated(found, decision).map(WhyUnrated::word).orElse("");
        Future<?> decided =
                found.sql()
                        .run(
                                RatingSql.DECIDE,
                                decision.outcome().name().toLowerCase(Locale.ROOT),
                                decision.by(),
                                decision.reason(),
                                decision.evidence().orElse(""),
                                unrated,
                                clock.nowMs(),
                                found.match().matchId());
        if (decision.outcome() == Outcome.DISPUTED) {
            boolean isNews = !standing.isDisputed();
            return decided.map(isNews ? ResultNews.DISPUTED : ResultNews.NOTHING);
        }
        List<Finish> counted = unrated.isEmpty() ? counted(found, decision) : List.of();
        return decided.compose(done -> place(found, standing, decision, counted))
                .compose(done -> apply(found, standing.endedAtMs(), counted))
                .map(ResultNews.SETTLED);
    }

    private Optional<WhyUnrated> unrated(Case found, Decision decision) {
        return rated.obstacle(found.match().raced(), decision.isByOperator());
    }

    private List<Finish> counted(Case found, Decision decision) {
        return decision.finishes().stream()
                .filter(one -> rated.counts(found.match().raced(), one.playerId()))
                .toList();
    }

    private static Future<Void> place(
            Case found, ResultStanding standing, Decision decision, List<Finish> counted) {
        MatchRow match = found.match();
        return found.sql()
                .runAll(
                        RatingSql.ADD_PLACE,
                        decision.finishes().stream()
                                .map(
                                        one ->
                                                placeRow(
                                                        match,
                                                        standing.endedAtMs(),
                                                        counted.contains(one),
                                                        one))
                                .toList());
    }

    private Future<Void> apply(Case found, long endedAtMs, List<Finish> counted) {
        VertxSql sql = found.sql();
        MatchRow match = found.match();
        Future<Void> seen = see(sql, match, endedAtMs);
        if (counted.isEmpty()) {
            return seen;
        }
        return seen.compose(done -> ledger.hold(sql, match.gameMode()))
                .compose(done -> bestTimes.add(sql, match, endedAtMs, counted))
                .compose(done -> ledger.settled(sql, match.gameMode(), endedAtMs))
                .map(gate::countRated);
    }

    private static Future<Void> see(VertxSql sql, MatchRow match, long atMs) {
        return sql.runAll(
                StoreSql.SAW_PLAYER,
                match.members().stream()
                        .map(playerId -> Tuple.of(match.region(), atMs, playerId, atMs))
                        .toList());
    }

    private static Tuple placeRow(MatchRow match, long endedAtMs, boolean counts, Finish finish) {
        return VertxSql.row(
                match.matchId(),
                finish.playerId(),
                match.gameMode(),
                endedAtMs,
                counts ? 1 : 0,
                finish.place(),
                finish.team(),
                finish.finished() ? 1 : 0,
                finish.timeMs().orElse(null));
    }

    /**
     * A report that waited for the database. Its match, or the news of who came while it raced, may
     * still wait, too: then it comes again. So does one that names somebody whom nobody knows here:
     * whoever kept it knew the reporter for a member.
     */
    Future<Done> takeLate(ReportResult report) {
        return heard(
                        report,
                        (found, named) ->
                                mayStillCome(named) && !knows(found.match().raced(), named)
                                        ? again()
                                        : take(found, named))
                .recover(
                        failure ->
                                failure instanceof RejectedException refused
                                        ? refuseLate(report, refused)
                                        : Future.failedFuture(failure));
    }

    private boolean mayStillCome(ReportResult report) {
        return clock.nowMs() - report.reportedAtMs() < LATE_MS;
    }

    private static boolean knows(RacedMatch match, ReportResult report) {
        return match.hasMember(report.reporter())
                && report.report().placings().stream()
                        .allMatch(one -> match.hasMember(one.playerId()));
    }

    private static <T> Future<T> again() {
        return Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE));
    }

    private Future<Done> refuseLate(ReportResult report, RejectedException refused) {
        return switch (refused.rejection().code()) {
            case STORE_UNAVAILABLE -> Future.failedFuture(refused);
            case MATCH_NOT_FOUND -> mayStillCome(report) ? again() : countRefused();
            default -> countRefused();
        };
    }

    private Future<Done> countRefused() {
        metrics.increment(Metric.RESULTS, "refused");
        return Future.succeededFuture(new Done());
    }

    /** Decides a match for which nobody is waited any more. */
    Future<Done> decideDue(String matchId) {
        return gate.inMatch(
                matchId,
                found ->
                        VertxMatchGate.standing(found)
                                .compose(
                                        standing ->
                                                standing.isOpen()
                                                        ? decide(found, standing)
                                                        : Future.succeededFuture(
                                                                ResultNews.NOTHING)));
    }
}
