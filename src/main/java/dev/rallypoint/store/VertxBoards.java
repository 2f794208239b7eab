package dev.rallypoint.store;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.LeaderboardReply;
import dev.rallypoint.contract.ResultMessage.ReadLeaderboard;
import dev.rallypoint.rating.Agreement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Leaderboards: pages by the key of the last row, and ranks counted in the index; no page costs
 * more because of those before it.
 */
final class VertxBoards {
    /**
     * One board.
     *
     * @param filter parameters that choose its rows
     * @param key of a row: the order of the board
     * @param firstKey that is before every row
     */
    private record Board(
            String after,
            String before,
            String rank,
            String own,
            List<Object> filter,
            Function<Row, List<Object>> key,
            List<Object> firstKey) {
        Tuple page(List<Object> from, int limit) {
            return tuple(from, List.of(limit));
        }

        Tuple tuple(List<Object> first, List<Object> second) {
            List<Object> all = new ArrayList<>(filter);
            all.addAll(first);
            all.addAll(second);
            return Tuple.tuple(all);
        }
    }

    /** A stretch of a board, in its order. */
    private record Stretch(long firstRank, List<Row> rows) {}

    private final JdbcStorePool pool;
    private final int provisionalMatches;

    VertxBoards(JdbcStorePool pool, int provisionalMatches) {
        this.pool = pool;
        this.provisionalMatches = provisionalMatches;
    }

    /** Fails with BOARD_NOT_FOUND, or INVALID_CURSOR. */
    Future<LeaderboardReply> read(ReadLeaderboard wanted) {
        Board board = board(wanted);
        return pool.readLagging(board.own(), board.tuple(List.of(wanted.callerId()), List.of()))
                .map(VertxSql::first)
                .compose(
                        me -> {
                            Future<Optional<Long>> myRank = rankOf(board, me);
                            Future<Stretch> stretch = stretch(board, wanted, me, myRank);
                            return Future.all(myRank, stretch)
                                    .map(
                                            both ->
                                                    reply(
                                                            wanted,
                                                            board,
                                                            stretch.result(),
                                                            me.map(
                                                                    row ->
                                                                            row(
                                                                                    row,
                                                                                    myRank.result()
                                                                                            .orElseThrow()))));
                        });
    }

    private Board board(ReadLeaderboard wanted) {
        if (wanted.board().equals("times") && wanted.track().isPresent()) {
            return new Board(
                    BoardSql.TIMES_AFTER,
                    BoardSql.TIMES_BEFORE,
                    BoardSql.TIMES_RANK,
                    BoardSql.TIMES_OF,
                    List.of(
                            wanted.gameMode(),
                            wanted.track().get(),
                            wanted.season().orElse(""),
                            wanted.region().orElse("")),
                    VertxBoards::timeKey,
                    List.of(-1L, 0L, ""));
        }
        if (wanted.board().equals("rating")) {
            return new Board(
                    BoardSql.RATINGS_AFTER,
                    BoardSql.RATINGS_BEFORE,
                    BoardSql.RATINGS_RANK,
                    BoardSql.RATINGS_OF,
                    List.of(wanted.gameMode(), provisionalMatches),
                    VertxBoards::ratingKey,
                    List.of(-1e9, ""));
        }
        throw new RejectedException(
                ProblemCode.BOARD_NOT_FOUND,
                wanted.board().equals("times")
                        ? "a board of times is one of a track: add track="
                        : "boards are rating, and times of a track");
    }

    private static List<Object> timeKey(Row row) {
        return List.of(
                row.getLong("time_ms"), row.getLong("achieved_at_ms"), row.getString("player_id"));
    }

    private static List<Object> ratingKey(Row row) {
        return List.of(row.getDouble("board_key"), row.getString("player_id"));
    }

    private Future<Optional<Long>> rankOf(Board board, Optional<Row> row) {
        return row.map(one -> rankOf(board, board.key().apply(one)).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<Long> rankOf(Board board, List<Object> key) {
        return pool.readLagging(board.rank(), board.tuple(key, List.of()))
                .map(rows -> rows.iterator().next().getLong("ahead") + 1);
    }

    private Future<Stretch> stretch(
            Board board, ReadLeaderboard wanted, Optional<Row> me, Future<Optional<Long>> myRank) {
        if (wanted.aroundMe() && me.isPresent()) {
            return around(board, wanted.limit(), me.get(), myRank);
        }
        if (wanted.cursor().isEmpty()) {
            return pool.readLagging(board.after(), board.page(board.firstKey(), wanted.limit() + 1))
                    .map(rows -> new Stretch(1, list(rows)));
        }
        Keyset cursor = Keyset.read(wanted.cursor().get(), board.firstKey().size() + 1);
        List<Object> key = keyOf(wanted.board(), cursor);
        return pool.readLagging(board.after(), board.page(key, wanted.limit() + 1))
                .map(rows -> new Stretch(cursor.number(0) + 1, list(rows)));
    }

    /** As many before as after, if there are. */
    private Future<Stretch> around(Board board, int limit, Row me, Future<Optional<Long>> myRank) {
        List<Object> key = board.key().apply(me);
        int ahead = limit / 2;
        return pool.readLagging(board.before(), board.page(key, Math.max(ahead, 1)))
                .compose(
                        before ->
                                pool.readLagging(
                                                board.after(),
                                                board.page(key, Math.max(limit - ahead, 1)))
                                        .compose(
                                                after ->
                                                        myRank.map(
                                                                rank ->
                                                                        joined(
                                                                                rank.orElseThrow(),
                                                                                list(before),
                                                                                me,
                                                                                list(after)))));
    }

    private static Stretch joined(long myRank, List<Row> before, Row me, List<Row> after) {
        List<Row> inOrder = new ArrayList<>(before);
        Collections.reverse(inOrder);
        List<Row> all = Stream.of(inOrder, List.of(me), after).flatMap(List::stream).toList();
        return new Stretch(myRank - before.size(), all);
    }

    private static List<Row> list(RowSet<Row> rows) {
        return VertxSql.all(rows, Function.identity());
    }

    private static List<Object> keyOf(String board, Keyset cursor) {
        return board.equals("times")
                ? List.of(cursor.number(1), cursor.number(2), cursor.text(3))
                : List.of(cursor.real(1), cursor.text(2));
    }

    private LeaderboardReply reply(
            ReadLeaderboard wanted, Board board, Stretch stretch, Optional<Api.LeaderboardRow> me) {
        int limit = wanted.aroundMe() ? stretch.rows().size() : wanted.limit();
        List<Api.LeaderboardRow> rows = new ArrayList<>();
        for (Row row : stretch.rows().stream().limit(limit).toList()) {
            rows.add(row(row, stretch.firstRank() + rows.size()));
        }
        Optional<String> next =
                stretch.rows().size() > limit
                        ? Optional.of(cursor(board, stretch, limit))
                        : Optional.empty();
        return new LeaderboardReply(
                new Api.Leaderboard(
                        wanted.board(),
                        wanted.gameMode(),
                        wanted.track(),
                        wanted.season(),
                        wanted.region(),
                        rows,
                        me,
                        next));
    }

    private static String cursor(Board board, Stretch stretch, int limit) {
        List<Object> parts = new ArrayList<>();
        parts.add(stretch.firstRank() + limit - 1);
        parts.addAll(board.key().apply(stretch.rows().get(limit - 1)));
        return Keyset.of(parts.toArray()).text();
    }

    /** The operator's who decided, else his own: nobody shows a replay in another one's name. */
    private static Optional<String> evidence(Row row) {
        return VertxMatchViews.text(row, "evidence")
                .filter(text -> Agreement.OPERATOR.equals(row.getString("decided_by")))
                .or(
                        () ->
                                VertxMatchViews.text(row, "document")
                                        .flatMap(ReportCodec::decode)
                                        .flatMap(MatchReport::evidence));
    }

    private static Api.LeaderboardRow row(Row row, long rank) {
        boolean isTime = row.getColumnIndex("time_ms") >= 0;
        String playerId = row.getString("player_id");
        return new Api.LeaderboardRow(
                rank,
                playerId,
                VertxMatchViews.text(row, "display_name"),
                Ids.tag(playerId),
                isTime ? Optional.of(row.getLong("time_ms")) : Optional.empty(),
                isTime ? Optional.empty() : Optional.of(-row.getDouble("board_key")),
                isTime ? Optional.of(row.getString("match_id")) : Optional.empty(),
                isTime ? evidence(row) : Optional.empty(),
                VertxMatchViews.instant(
                        row.getLong(isTime ? "achieved_at_ms" : "last_match_at_ms")));
    }
}
