package dev.rallypoint.store;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.rating.Finish;
import dev.rallypoint.rating.Ledger;
import dev.rallypoint.rating.Ledger.Entry;
import dev.rallypoint.rating.Ledger.Standing;
import dev.rallypoint.rating.Ledger.Step;
import dev.rallypoint.rating.PlackettLuce;
import dev.rallypoint.rating.Rating;
import dev.rallypoint.rating.RatingTerms;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the ratings in the database, {@link Ledger match by match} in the order of their ends. How
 * far a mode is made stands in its row of {@code rating_heads}, which also lets only one node at a
 * time do it. A match that comes late, or is voided, moves that mark back to where it ended.
 */
final class VertxLedger {
    /** Where the mark stands: with this match, or without id before all that ended then. */
    private record Head(long endedAtMs, String matchId) {}

    /** Matches in one transaction, so that others come in between. */
    static final int AT_ONCE = 50;

    private static final int PLAYERS_A_QUESTION = 100;

    private final RatingTerms terms;

    VertxLedger(RatingTerms terms) {
        this.terms = terms;
    }

    /**
     * Goes on with a mode.
     *
     * @param limit matches at once
     * @return how many it were; fewer than the limit = the mode is up to date
     */
    Future<Integer> advance(VertxSql sql, String gameMode, int limit) {
        if (!terms.isRated(gameMode)) {
            return Future.succeededFuture(0);
        }
        return sql.run(RatingSql.LOCK_HEAD, gameMode)
                .map(rows -> head(rows.iterator().next()))
                .compose(
                        head ->
                                sql.run(
                                                RatingSql.NEXT_MATCHES,
                                                gameMode,
                                                head.endedAtMs(),
                                                head.matchId(),
                                                limit)
                                        .compose(next -> rate(sql, gameMode, head, next)));
    }

    private static Head head(Row row) {
        return new Head(row.getLong("ended_at_ms"), row.getString("match_id"));
    }

    private Future<Integer> rate(VertxSql sql, String gameMode, Head head, RowSet<Row> matches) {
        if (matches.size() == 0) {
            return Future.succeededFuture(0);
        }
        List<Head> next = VertxSql.all(matches, VertxLedger::head);
        List<String> ids = next.stream().map(Head::matchId).toList();
        return sql.run(RatingSql.COUNTED_PLACES.formatted(RatingSql.marks(ids.size())), ids)
                .map(VertxLedger::finishes)
                .compose(
                        finishes ->
                                standings(sql, gameMode, head, playersOf(finishes))
                                        .map(known -> steps(next, finishes, known)))
                .compose(steps -> write(sql, gameMode, steps))
                .compose(
                        written -> {
                            Head last = next.get(next.size() - 1);
                            return sql.run(
                                    RatingSql.MOVE_HEAD,
                                    last.endedAtMs(),
                                    last.matchId(),
                                    gameMode);
                        })
                .map(next.size());
    }

    static Map<String, List<Finish>> finishes(RowSet<Row> rows) {
        Map<String, List<Finish>> byMatch = new HashMap<>();
        for (Row row : rows) {
            byMatch.computeIfAbsent(row.getString("match_id"), id -> new ArrayList<>())
                    .add(
                            new Finish(
                                    row.getString("player_id"),
                                    row.getInteger("place"),
                                    row.getInteger("finished") == 1,
                                    Optional.ofNullable(row.getLong("time_ms")),
                                    row.getInteger("team")));
        }
        return byMatch;
    }

    private static List<String> playersOf(Map<String, List<Finish>> finishes) {
        return finishes.values().stream()
                .flatMap(List::stream)
                .map(Finish::playerId)
                .distinct()
                .sorted()
                .toList();
    }

    private List<Step> steps(
            List<Head> matches, Map<String, List<Finish>> finishes, Map<String, Standing> known) {
        Ledger ledger = new Ledger(terms, PlackettLuce.DEFAULT, known);
        return matches.stream()
                .map(
                        match ->
                                new Entry(
                                        match.matchId(),
                                        match.endedAtMs(),
                                        finishes.getOrDefault(match.matchId(), List.of())))
                .flatMap(entry -> ledger.add(entry).stream())
                .toList();
    }

    private Future<Map<String, Standing>> standings(
            VertxSql sql, String gameMode, Head upTo, List<String> playerIds) {
        Future<Map<String, Standing>> all = Future.succeededFuture(new HashMap<>());
        for (int i = 0; i < playerIds.size(); i += PLAYERS_A_QUESTION) {
            List<String> some =
                    playerIds.subList(i, Math.min(i + PLAYERS_A_QUESTION, playerIds.size()));
            all =
                    all.compose(
                            found ->
                                    sql.run(
                                                    RatingSql.standings(some.size()),
                                                    parameters(gameMode, upTo, some))
                                            .map(rows -> addStandings(found, rows)));
        }
        return all;
    }

    private static List<Object> parameters(String gameMode, Head upTo, List<String> playerIds) {
        List<Object> parameters = new ArrayList<>();
        for (String playerId : playerIds) {
            parameters.addAll(List.of(playerId, gameMode, upTo.endedAtMs(), upTo.matchId()));
        }
        return parameters;
    }

    private static Map<String, Standing> addStandings(
            Map<String, Standing> found, RowSet<Row> rows) {
        for (Row row : rows) {
            Rating rating = new Rating(row.getDouble("mu"), row.getDouble("sigma"));
            found.put(
                    row.getString("player_id"),
                    new Standing(rating, row.getInteger("matches"), row.getLong("ended_at_ms")));
        }
        return found;
    }

    private static Future<Void> write(VertxSql sql, String gameMode, List<Step> steps) {
        List<Tuple> places = new ArrayList<>();
        Map<String, Tuple> ratings = new LinkedHashMap<>();
        for (Step step : steps) {
            Rating after = step.after().rating();
            places.add(
                    VertxSql.row(
                            step.before().mu(),
                            step.before().sigma(),
                            after.mu(),
                            after.sigma(),
                            step.after().matches(),
                            step.matchId(),
                            step.playerId()));
            if (!Ids.isPseudonym(step.playerId())) {
                ratings.put(step.playerId(), ratingRow(step.playerId(), gameMode, step.after()));
            }
        }
        return sql.runAll(RatingSql.SET_STEP, places)
                .compose(done -> sql.runAll(RatingSql.SET_RATING, List.copyOf(ratings.values())));
    }

    private static Tuple ratingRow(String playerId, String gameMode, Standing standing) {
        return VertxSql.row(
                playerId,
                gameMode,
                standing.rating().mu(),
                standing.rating().sigma(),
                -standing.rating().conservative(),
                standing.matches(),
                standing.atMs());
    }

    /** Has all ratings made again from a match on; first of all, so that nobody else makes any. */
    Future<Void> rewind(VertxSql sql, String gameMode, long endedAtMs) {
        return sql.run(RatingSql.LOCK_HEAD, gameMode)
                .compose(locked -> sql.run(RatingSql.REWIND_HEAD, endedAtMs, gameMode, endedAtMs))
                .mapEmpty();
    }

    /** Gives players back what they had before a match that was the last one they raced. */
    Future<Void> takeBack(VertxSql sql, String gameMode, long endedAtMs, List<String> playerIds) {
        List<Tuple> last =
                playerIds.stream().map(id -> VertxSql.row(id, gameMode, endedAtMs)).toList();
        return sql.runAll(RatingSql.FORGET_RATING, last)
                .compose(forgotten -> standings(sql, gameMode, new Head(endedAtMs, ""), playerIds))
                .compose(
                        known ->
                                sql.runAll(
                                        RatingSql.SET_RATING,
                                        known.entrySet().stream()
                                                .filter(one -> !Ids.isPseudonym(one.getKey()))
                                                .map(
                                                        one ->
                                                                ratingRow(
                                                                        one.getKey(),
                                                                        gameMode,
                                                                        one.getValue()))
                                                .toList()));
    }
}
