package dev.rallypoint.store;

import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ErasePlayer;
import dev.rallypoint.contract.ResultMessage.ErasedPlayer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Erases players, and tells whoever writes what comes late that they were erased. An erasure is
 * alone in the database, so what is written at the same time is written before it, and renamed, or
 * after it, and knows of it.
 */
final class VertxErasures {
    /**
     * Races take hours, reports of them come late, and rows wait while the database is away; after
     * this nothing comes any more.
     */
    static final long REMEMBERED_MS = TimeUnit.DAYS.toMillis(7);

    private static final int NAMES_A_QUESTION = 100;

    private final JdbcStorePool pool;

    VertxErasures(JdbcStorePool pool) {
        this.pool = pool;
    }

    /** To be asked in the transaction that writes about these players, before it does. */
    static Future<ErasedNames> names(VertxSql sql, Collection<String> playerIds) {
        List<String> keys = playerIds.stream().distinct().map(ErasedNames::keyOf).toList();
        Future<Map<String, String>> all = Future.succeededFuture(new HashMap<>());
        for (int i = 0; i < keys.size(); i += NAMES_A_QUESTION) {
            List<String> some = keys.subList(i, Math.min(i + NAMES_A_QUESTION, keys.size()));
            String statement = PrivacySql.FIND_ERASED.formatted(RatingSql.marks(some.size()));
            all =
                    all.compose(
                            found ->
                                    sql.run(statement, some)
                                            .map(
                                                    rows -> {
                                                        rows.forEach(
                                                                row ->
                                                                        found.put(
                                                                                row.getString(
                                                                                        "player_key"),
                                                                                row.getString(
                                                                                        "pseudonym")));
                                                        return found;
                                                    }));
        }
        return all.map(ErasedNames::new);
    }

    /**
     * All of it or nothing; asked again, he keeps the pseudonym he has, and nobody waits if nothing
     * is left of him. Fails with STORE_UNAVAILABLE if somebody else writes for long.
     */
    Future<ErasedPlayer> erase(ErasePlayer order) {
        return isNothingLeft(order.playerId())
                .compose(
                        isDone ->
                                isDone
                                        ? Future.succeededFuture(new ErasedPlayer(true))
                                        : pool.aloneInTransaction(
                                                connection ->
                                                        erase(new VertxSql(connection), order)))
                .recover(VertxErasures::askAgain);
    }

    /** Asked where it is written, so that it comes after what was sent there before. */
    private Future<Boolean> isNothingLeft(String playerId) {
        List<String> parameters = new ArrayList<>(same(playerId, PrivacySql.NOTHING_LEFT));
        parameters.set(0, ErasedNames.keyOf(playerId));
        return pool.write(PrivacySql.NOTHING_LEFT, Tuple.tuple(new ArrayList<>(parameters)))
                .map(rows -> rows.size() > 0);
    }

    private static Future<ErasedPlayer> erase(VertxSql sql, ErasePlayer order) {
        String key = ErasedNames.keyOf(order.playerId());
        return sql.run(PrivacySql.ADD_ERASED, key, order.pseudonym(), order.atMs())
                .compose(
                        added ->
                                pseudonym(sql, key)
                                        .compose(name -> rewrite(sql, order.playerId(), name))
                                        .map(rows -> rows > 0 || added.rowCount() == 0))
                .map(ErasedPlayer::new);
    }

    private static <T> Future<T> askAgain(Throwable failure) {
        return Future.failedFuture(
                JdbcFailures.isLocked(failure)
                        ? new RejectedException(
                                ProblemCode.STORE_UNAVAILABLE,
                                "somebody is writing for long; nothing is erased in the database"
                                        + " yet, ask again")
                        : failure);
    }

    private static Future<String> pseudonym(VertxSql sql, String key) {
        return sql.run(PrivacySql.FIND_ERASED.formatted("?"), key)
                .map(rows -> rows.iterator().next().getString("pseudonym"));
    }

    /**
     * @return rows that told of him
     */
    private static Future<Integer> rewrite(VertxSql sql, String playerId, String pseudonym) {
        Future<Integer> rows = forgetEvidence(sql, playerId).map(0);
        for (String statement : PrivacySql.RENAME_IN_TEXTS) {
            rows = add(rows, sql, statement, List.of(playerId, pseudonym, playerId));
        }
        for (String statement : PrivacySql.RENAME) {
            List<String> parameters = new ArrayList<>(same(playerId, statement));
            parameters.set(0, pseudonym);
            rows = add(rows, sql, statement, parameters);
        }
        for (String statement : PrivacySql.FORGET) {
            rows = add(rows, sql, statement, same(playerId, statement));
        }
        return rows;
    }

    /** A link of his leads to him, whatever is written over his id. */
    private static Future<Void> forgetEvidence(VertxSql sql, String playerId) {
        return sql.run(PrivacySql.HIS_EVIDENCE, same(playerId, PrivacySql.HIS_EVIDENCE))
                .compose(
                        rows -> {
                            List<Tuple> reports = new ArrayList<>();
                            List<Tuple> results = new ArrayList<>();
                            rows.forEach(row -> forgetEvidence(row, playerId, reports, results));
                            return sql.runAll(PrivacySql.SET_REPORT, reports)
                                    .compose(
                                            done ->
                                                    sql.runAll(
                                                            PrivacySql.FORGET_EVIDENCE, results));
                        });
    }

    private static void forgetEvidence(
            Row row, String playerId, List<Tuple> reports, List<Tuple> results) {
        String matchId = row.getString("match_id");
        ReportCodec.decode(row.getString("document"))
                .filter(report -> report.evidence().isPresent())
                .ifPresent(
                        report -> {
                            MatchReport without =
                                    new MatchReport(report.placings(), Optional.empty());
                            reports.add(Tuple.of(ReportCodec.encode(without), matchId, playerId));
                            String evidence = report.evidence().get();
                            results.add(
                                    Tuple.of(
                                            matchId,
                                            evidence,
                                            ReportCodec.encodeEvidence(evidence)));
                        });
    }

    private static Future<Integer> add(
            Future<Integer> before, VertxSql sql, String statement, List<String> parameters) {
        return before.compose(
                rows -> sql.run(statement, parameters).map(done -> rows + done.rowCount()));
    }

    /** The player's id for each parameter of a statement. */
    static List<String> same(String playerId, String statement) {
        int parameters = (int) statement.chars().filter(letter -> letter == '?').count();
        return Collections.nCopies(parameters, playerId);
    }

    Future<Void> forgetOld(long nowMs) {
        return pool.write(PrivacySql.FORGET_ERASED, Tuple.of(nowMs - REMEMBERED_MS)).mapEmpty();
    }
}
