package dev.rallypoint.store;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.FindMatch;
import dev.rallypoint.contract.ResultMessage.ListMatches;
import dev.rallypoint.contract.ResultMessage.ListMatchesOfAnybody;
import dev.rallypoint.contract.ResultMessage.ListResults;
import dev.rallypoint.contract.ResultMessage.MatchList;
import dev.rallypoint.contract.ResultMessage.MatchPageReply;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.rating.Contradiction;
import dev.rallypoint.rating.RacedMatch;
import dev.rallypoint.rating.RatedRaces;
import dev.rallypoint.rating.Rating;
import dev.rallypoint.rating.RatingTerms;
import dev.rallypoint.rating.WhyUnrated;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Matches as players and operators see them. */
final class VertxMatchViews {
    private static final String RACING = "racing";

    private static final String SETTLED = "settled";
    private static final Set<String> DECIDED = Set.of(SETTLED, "voided");

    private final JdbcStorePool pool;
    private final RatedRaces rated;
    private final RatingTerms ratings;

    VertxMatchViews(JdbcStorePool pool, RatedRaces rated, RatingTerms ratings) {
        this.pool = pool;
        this.rated = rated;
        this.ratings = ratings;
    }

    /** Fails with MATCH_NOT_FOUND. */
    Future<MatchReply> find(FindMatch wanted) {
        return match(wanted.matchId());
    }

    private Future<MatchReply> match(String matchId) {
        Future<RowSet<Row>> match = pool.read(BoardSql.MATCH, Tuple.of(matchId));
        Future<RowSet<Row>> members = pool.read(RatingSql.MEMBERS, Tuple.of(matchId));
        Future<RowSet<Row>> places = pool.read(BoardSql.PLACES, Tuple.of(matchId));
        return Future.all(match, members, places)
                .map(
                        all ->
                                VertxSql.first(match.result())
                                        .map(row -> reply(row, members.result(), places.result()))
                                        .orElseThrow(
                                                () ->
                                                        new RejectedException(
                                                                ProblemCode.MATCH_NOT_FOUND)));
    }

    private MatchReply reply(Row row, RowSet<Row> members, RowSet<Row> places) {
        Optional<String> reason = text(row, "reason");
        boolean isSettled = text(row, "state").equals(Optional.of(SETTLED));
        Optional<String> shown = isSettled ? reason.flatMap(Contradiction::inNumbers) : reason;
        return new MatchReply(match(row, members, places).withReason(shown), reason);
    }

    private Api.Match match(Row row, RowSet<Row> members, RowSet<Row> places) {
        Optional<String> unrated = unrated(row, members);
        return new Api.Match(
                row.getString("match_id"),
                row.getString("game_mode"),
                text(row, "track"),
                row.getString("region"),
                instant(row.getLong("started_at_ms")),
                Optional.ofNullable(row.getLong("raced_until_ms"))
                        .or(() -> Optional.ofNullable(row.getLong("ended_at_ms")))
                        .map(VertxMatchViews::instant),
                text(row, "state").orElse(RACING),
                text(row, "decided_by"),
                Optional.empty(),
                text(row, "evidence"),
                VertxSql.all(members, one -> one.getString("player_id")),
                VertxSql.all(places, VertxMatchViews::place),
                unrated.isEmpty(),
                unrated);
    }

    /** As it was decided; before that, as it will be if nothing changes. */
    private Optional<String> unrated(Row row, RowSet<Row> members) {
        RacedMatch match = VertxMatchRows.match(row.getString("match_id"), row, members).raced();
        Optional<String> obstacle =
                DECIDED.contains(text(row, "state").orElse(RACING))
                        ? text(row, "unrated")
                        : rated.obstacle(match, false).map(WhyUnrated::word);
        return obstacle.or(
                () ->
                        ratings.isRated(match.gameMode())
                                ? Optional.empty()
                                : Optional.of(WhyUnrated.GAME_MODE.word()));
    }

    private static Api.MatchPlace place(Row row) {
        return new Api.MatchPlace(
                row.getString("player_id"),
                text(row, "display_name"),
                placeOf(row),
                Optional.ofNullable(row.getLong("time_ms")),
                Optional.of(row.getInteger("team")),
                rating(row, "mu", "sigma").map(Rating::conservative),
                change(row));
    }

    private static Optional<Integer> placeOf(Row row) {
        return Optional.ofNullable(row.getInteger("finished"))
                .filter(finished -> finished == 1)
                .map(finished -> row.getInteger("place"));
    }

    private static Optional<Rating> rating(Row row, String mu, String sigma) {
        return Optional.ofNullable(row.getDouble(mu))
                .map(mean -> new Rating(mean, row.getDouble(sigma)));
    }

    private static Optional<Double> change(Row row) {
        return rating(row, "mu_before", "sigma_before")
                .flatMap(
                        before ->
                                rating(row, "mu", "sigma")
                                        .map(
                                                after ->
                                                        after.conservative()
                                                                - before.conservative()));
    }

    /** Absent where it is NULL or empty. */
    static Optional<String> text(Row row, String column) {
        return Optional.ofNullable(row.getString(column)).filter(text -> !text.isEmpty());
    }

    static String instant(long atMs) {
        return Instant.ofEpochMilli(atMs).toString();
    }

    /** Of a player, the newest first. */
    Future<MatchPageReply> history(ListMatches wanted) {
        return pool.readLagging(
                        BoardSql.HISTORY,
                        historyOf(wanted.playerId(), wanted.cursor(), wanted.limit()))
                .map(rows -> new MatchPageReply(page(rows, wanted.limit())));
    }

    private static Tuple historyOf(String playerId, Optional<String> cursor, int limit) {
        Keyset after =
                cursor.map(text -> Keyset.read(text, 2)).orElse(Keyset.of(Long.MAX_VALUE, ""));
        return Tuple.of(playerId, after.number(0), after.text(1), limit + 1);
    }

    /** The same, and nothing is missing. Fails with PLAYER_NOT_FOUND. */
    Future<MatchPageReply> historyOfAnybody(ListMatchesOfAnybody wanted) {
        return pool.inTransaction(
                connection -> {
                    VertxSql sql = new VertxSql(connection);
                    String playerId = wanted.playerId();
                    return VertxErasures.names(sql, List.of(playerId))
                            .compose(
                                    names ->
                                            names.isErased(playerId)
                                                    ? Future.succeededFuture(names.of(playerId))
                                                    : requireKnown(sql, playerId))
                            .compose(
                                    name ->
                                            connection
                                                    .preparedQuery(BoardSql.HISTORY)
                                                    .execute(
                                                            historyOf(
                                                                    name,
                                                                    wanted.cursor(),
                                                                    wanted.limit())))
                            .map(rows -> new MatchPageReply(page(rows, wanted.limit())));
                });
    }

    private static Future<String> requireKnown(VertxSql sql, String playerId) {
        return sql.run(StoreSql.IS_KNOWN, playerId, playerId)
                .compose(
                        rows ->
                                rows.size() > 0
                                        ? Future.succeededFuture(playerId)
                                        : Future.failedFuture(
                                                new RejectedException(
                                                        ProblemCode.PLAYER_NOT_FOUND)));
    }

    private static Api.MatchPage page(RowSet<Row> rows, int limit) {
        List<Api.PlayedMatch> all = VertxSql.all(rows, VertxMatchViews::played);
        if (all.size() <= limit) {
            return new Api.MatchPage(all, Optional.empty());
        }
        Api.PlayedMatch last = all.get(limit - 1);
        long startedAtMs = Instant.parse(last.startedAt()).toEpochMilli();
        return new Api.MatchPage(
                all.subList(0, limit), Optional.of(Keyset.of(startedAtMs, last.matchId()).text()));
    }

    private static Api.PlayedMatch played(Row row) {
        return new Api.PlayedMatch(
                row.getString("match_id"),
                row.getString("game_mode"),
                text(row, "track"),
                row.getString("region"),
                instant(row.getLong("started_at_ms")),
                text(row, "state").orElse(RACING),
                placeOf(row),
                Optional.ofNullable(row.getLong("time_ms")),
                change(row));
    }

    /** The newest first; state {@code contradicted} = settled, and yet somebody says otherwise. */
    Future<MatchList> inState(ListResults wanted) {
        Future<RowSet<Row>> ids =
                wanted.state().equals("contradicted")
                        ? pool.read(BoardSql.CONTRADICTED, Tuple.of(wanted.limit()))
                        : pool.read(BoardSql.IN_STATE, Tuple.of(wanted.state(), wanted.limit()));
        return ids.compose(
                        rows ->
                                Future.all(
                                        VertxSql.all(
                                                rows, row -> match(row.getString("match_id")))))
                .map(all -> new MatchList(all.list()));
    }
}
