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
import dev.rallypoint.store.RatingMarks.Mark;
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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What matches make of ratings, in the database: {@code match_places} has each step, {@code
 * ratings} the last one of each player. Written is only what is not there already, so that making
 * again what hardly changed costs little more than reading it.
 */
final class VertxRatingSteps {
    private static final int PLAYERS_A_QUESTION = 100;

    /** A player in a match. */
    private record Seat(String matchId, String playerId) {
        static Seat of(Row row) {
            return new Seat(row.getString("match_id"), row.getString("player_id"));
        }

        static Seat of(Step step) {
            return new Seat(step.matchId(), step.playerId());
        }
    }

    private final RatingTerms terms;

    VertxRatingSteps(RatingTerms terms) {
        this.terms = terms;
    }

    /**
     * Rates matches that follow each other.
     *
     * @param upTo what was rated before them
     */
    Future<Void> rate(VertxSql sql, String gameMode, Mark upTo, List<Mark> matches) {
        List<String> ids = matches.stream().map(Mark::matchId).toList();
        return sql.run(RatingSql.COUNTED_PLACES.formatted(RatingSql.marks(ids.size())), ids)
                .compose(places -> rate(sql, gameMode, upTo, matches, places));
    }

    private Future<Void> rate(
            VertxSql sql, String gameMode, Mark upTo, List<Mark> matches, RowSet<Row> places) {
        Map<String, List<Finish>> finishes = finishes(places);
        return standings(sql, gameMode, upTo, playersOf(finishes))
                .map(known -> steps(matches, finishes, known))
                .compose(steps -> write(sql, gameMode, steps, changed(steps, places)));
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
            List<Mark> matches, Map<String, List<Finish>> finishes, Map<String, Standing> known) {
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

    private static List<Step> changed(List<Step> steps, RowSet<Row> places) {
        Map<Seat, Row> written = new HashMap<>();
        places.forEach(row -> written.put(Seat.of(row), row));
        return steps.stream().filter(step -> !isIn(written.get(Seat.of(step)), step)).toList();
    }

    private static boolean isIn(Row row, Step step) {
        Rating after = step.after().rating();
        return row.getDouble("mu") != null
                && row.getDouble("mu_before") == step.before().mu()
                && row.getDouble("sigma_before") == step.before().sigma()
                && row.getDouble("mu") == after.mu()
                && row.getDouble("sigma") == after.sigma()
                && row.getInteger("matches") == step.after().matches();
    }

    /** Their last ratings up to a match, of those who have one. */
    private Future<Map<String, Standing>> standings(
            VertxSql sql, String gameMode, Mark upTo, List<String> playerIds) {
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

    private static List<Object> parameters(String gameMode, Mark upTo, List<String> playerIds) {
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

    /**
     * @param changed those of the steps that are not written yet
     */
    private static Future<Void> write(
            VertxSql sql, String gameMode, List<Step> steps, List<Step> changed) {
        Set<String> players = changed.stream().map(Step::playerId).collect(Collectors.toSet());
        Map<String, Tuple> ratings = new LinkedHashMap<>();
        steps.stream()
                .filter(step -> players.contains(step.playerId()))
                .filter(step -> !Ids.isPseudonym(step.playerId()))
                .forEach(
                        step ->
                                ratings.put(
                                        step.playerId(),
                                        ratingRow(step.playerId(), gameMode, step.after())));
        List<Tuple> places = changed.stream().map(VertxRatingSteps::placeRow).toList();
        return sql.runAll(RatingSql.SET_STEP, places)
                .compose(done -> sql.runAll(RatingSql.SET_RATING, List.copyOf(ratings.values())));
    }

    private static Tuple placeRow(Step step) {
        Rating after = step.after().rating();
        return VertxSql.row(
                step.before().mu(),
                step.before().sigma(),
                after.mu(),
                after.sigma(),
                step.after().matches(),
                step.matchId(),
                step.playerId());
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

    /** Gives players back what they had before a match that was the last one they raced. */
    Future<Void> takeBack(VertxSql sql, String gameMode, long endedAtMs, List<String> playerIds) {
        List<Tuple> last =
                playerIds.stream().map(id -> VertxSql.row(id, gameMode, endedAtMs)).toList();
        return sql.runAll(RatingSql.FORGET_RATING, last)
                .compose(
                        forgotten ->
                                standings(sql, gameMode, new Mark(Long.MAX_VALUE, ""), playerIds))
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
