package dev.rallypoint.store;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.rating.Finish;
import dev.rallypoint.rating.Seasons;
import dev.rallypoint.rating.Seasons.Season;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Table {@code best_times}: of each player the best one of all time and of each season, in the
 * world and in each region. In whatever order matches come, the quickest stays; of equal ones the
 * earlier. Who was erased has none.
 */
final class VertxBestTimes {
    private static final String ALL = "";

    private final Seasons seasons;

    VertxBestTimes(Seasons seasons) {
        this.seasons = seasons;
    }

    /** A match without a track has no times to compare. */
    Future<Void> add(VertxSql sql, MatchRow match, long endedAtMs, List<Finish> finishes) {
        if (match.track().isEmpty()) {
            return Future.succeededFuture();
        }
        List<String> scopes =
                Stream.concat(Stream.of(ALL), seasons.at(endedAtMs).map(Season::id).stream())
                        .toList();
        List<Tuple> rows = new ArrayList<>();
        for (Finish finish : inOrder(finishes)) {
            if (finish.timeMs().isEmpty() || Ids.isPseudonym(finish.playerId())) {
                continue;
            }
            for (String season : scopes) {
                for (String region : List.of(ALL, match.region())) {
                    rows.add(
                            VertxSql.row(
                                    match.gameMode(),
                                    match.track(),
                                    season,
                                    region,
                                    finish.playerId(),
                                    finish.timeMs().get(),
                                    match.matchId(),
                                    endedAtMs));
                }
            }
        }
        return sql.runAll(RatingSql.SET_BEST_TIME, rows);
    }

    /** In a mode without ratings two races may get here at once: each takes rows in this order. */
    private static List<Finish> inOrder(List<Finish> finishes) {
        return finishes.stream().sorted(Comparator.comparing(Finish::playerId)).toList();
    }

    /** The times of a match count no more: the next best of each player takes their place. */
    Future<Void> takeBack(VertxSql sql, String matchId) {
        return sql.run(RatingSql.FORGET_BEST_TIMES, matchId)
                .compose(forgotten -> sql.runAll(RatingSql.FIND_BEST_TIME, searches(forgotten)));
    }

    private List<Tuple> searches(RowSet<Row> forgotten) {
        return VertxSql.all(forgotten, this::search);
    }

    private Tuple search(Row row) {
        String season = row.getString("season");
        String region = row.getString("region");
        Optional<Season> known = seasons.byId(season);
        long noEnd = Long.MAX_VALUE;
        // A season that is no longer configured keeps what it has, and gets nothing new.
        long from = season.equals(ALL) ? 0 : known.map(Season::startsAtMs).orElse(noEnd);
        long to = known.flatMap(Season::endsAtMs).orElse(noEnd);
        return VertxSql.row(
                season,
                region,
                row.getString("player_id"),
                row.getString("game_mode"),
                row.getString("track"),
                region,
                region,
                from,
                to);
    }
}
