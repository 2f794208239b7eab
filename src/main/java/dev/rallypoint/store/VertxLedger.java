package dev.rallypoint.store;

import dev.rallypoint.rating.RatingTerms;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.store.RatingMarks.Mark;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;

/**
 * Makes the ratings in the database, {@link dev.rallypoint.rating.Ledger match by match} in the
 * order of their ends. How far a mode is made stands in its row of {@code rating_heads} ({@link
 * RatingMarks}), which also lets only one node at a time do it.
 *
 * <p>A match that comes late, or is voided, moves a mark back to where it ended, and whoever told
 * of it is answered; what follows from there is made again in portions ({@link #advance}), while
 * new matches go on being rated at the front, by what is known then. They are made again in their
 * turn.
 */
final class VertxLedger {
    /** Matches in one transaction, so that others come in between. */
    static final int AT_ONCE = 50;

    /** And of those for whose end a caller waits. */
    private static final int IN_A_CALL = 8;

    private final RatingTerms terms;
    private final VertxRatingSteps steps;
    private final EpochClock clock;

    VertxLedger(RatingTerms terms, EpochClock clock) {
        this.terms = terms;
        this.steps = new VertxRatingSteps(terms);
        this.clock = clock;
    }

    /** What was done; {@code isMore} = and is not done yet. */
    record Progress(int matches, boolean isMore) {}

    /**
     * A match that ended then has places that count, in this transaction.
     *
     * @return matches that were rated because of it at once: none if it came late
     */
    Future<Integer> settled(VertxSql sql, String gameMode, long endedAtMs) {
        if (!terms.isRated(gameMode)) {
            return Future.succeededFuture(0);
        }
        return lock(sql, gameMode)
                .compose(
                        marks ->
                                marks.hasPassed(endedAtMs)
                                        ? saveRedo(sql, gameMode, marks.withRedoFrom(endedAtMs))
                                                .map(0)
                                        : goOn(sql, gameMode, marks, IN_A_CALL).map(List::size));
    }

    /**
     * Lets nobody else change ratings and best times of a mode until this transaction ends. Who
     * changes either takes this first, so that no two wait for each other.
     */
    Future<Void> hold(VertxSql sql, String gameMode) {
        return terms.isRated(gameMode) ? lock(sql, gameMode).mapEmpty() : Future.succeededFuture();
    }

    /**
     * A match that ended then counts no more from this transaction on. To be called first of all:
     * nobody makes ratings until it ends.
     */
    Future<Void> revoked(VertxSql sql, String gameMode, long endedAtMs) {
        return terms.isRated(gameMode)
                ? lock(sql, gameMode)
                        .map(marks -> marks.withRedoFrom(endedAtMs))
                        .compose(marks -> saveRedo(sql, gameMode, marks))
                : Future.succeededFuture();
    }

    /** Gives players back what they had before a match that counts no more. */
    Future<Void> takeBack(VertxSql sql, String gameMode, long endedAtMs, List<String> playerIds) {
        return steps.takeBack(sql, gameMode, endedAtMs, playerIds);
    }

    /** Goes on with a mode: at the front, then with what is to be made again. */
    Future<Progress> advance(VertxSql sql, String gameMode) {
        if (!terms.isRated(gameMode)) {
            return Future.succeededFuture(new Progress(0, false));
        }
        return lock(sql, gameMode).compose(marks -> advance(sql, gameMode, marks));
    }

    private Future<Progress> advance(VertxSql sql, String gameMode, RatingMarks marks) {
        return goOn(sql, gameMode, marks, AT_ONCE)
                .compose(
                        rated -> {
                            int left = AT_ONCE - rated.size();
                            return left == 0 || marks.redo().isEmpty()
                                    ? Future.succeededFuture(new Progress(rated.size(), left == 0))
                                    : redo(sql, gameMode, withFront(marks, rated), left)
                                            .map(
                                                    redone ->
                                                            new Progress(
                                                                    rated.size() + redone,
                                                                    redone == left));
                        });
    }

    private static RatingMarks withFront(RatingMarks marks, List<Mark> rated) {
        return rated.isEmpty() ? marks : marks.withFront(rated.get(rated.size() - 1));
    }

    private static Future<RatingMarks> lock(VertxSql sql, String gameMode) {
        return sql.run(RatingSql.LOCK_HEAD, gameMode).map(rows -> marks(rows.iterator().next()));
    }

    private static RatingMarks marks(Row row) {
        return new RatingMarks(
                mark(row),
                Optional.ofNullable(row.getLong("redo_ended_at_ms"))
                        .map(endedAtMs -> new Mark(endedAtMs, row.getString("redo_match_id"))));
    }

    private static Mark mark(Row row) {
        return new Mark(row.getLong("ended_at_ms"), row.getString("match_id"));
    }

    /** What comes next at the front, up to a match that may still end before it. */
    private Future<List<Mark>> goOn(VertxSql sql, String gameMode, RatingMarks marks, int limit) {
        Mark front = marks.front();
        return holdMs(sql, gameMode)
                .compose(
                        holdMs ->
                                sql.run(
                                        RatingSql.NEXT_MATCHES,
                                        gameMode,
                                        front.endedAtMs(),
                                        front.matchId(),
                                        holdMs,
                                        limit))
                .map(rows -> VertxSql.all(rows, VertxLedger::mark))
                .compose(
                        next ->
                                next.isEmpty()
                                        ? Future.succeededFuture(next)
                                        : steps.rate(sql, gameMode, front, next)
                                                .compose(
                                                        done ->
                                                                moveFront(
                                                                        sql,
                                                                        gameMode,
                                                                        next.get(next.size() - 1)))
                                                .map(next));
    }

    private static Future<RowSet<Row>> moveFront(VertxSql sql, String gameMode, Mark front) {
        return sql.run(RatingSql.MOVE_HEAD, front.endedAtMs(), front.matchId(), gameMode);
    }

    /** When the oldest match ended whose reports are still coming in. */
    private Future<Long> holdMs(VertxSql sql, String gameMode) {
        long nowMs = clock.nowMs();
        long graceMs = terms.orderGraceMs();
        return sql.run(RatingSql.OLDEST_OPEN, gameMode, nowMs - graceMs, nowMs + graceMs)
                .map(rows -> rows.iterator().next().getLong("ended_at_ms"))
                .map(oldest -> oldest == null ? Long.MAX_VALUE : oldest);
    }

    /**
     * @return matches; fewer than the limit = nothing is left to be made again
     */
    private Future<Integer> redo(VertxSql sql, String gameMode, RatingMarks marks, int limit) {
        Mark redo = marks.redo().orElseThrow();
        return sql.run(
                        RatingSql.MATCHES_BETWEEN,
                        gameMode,
                        redo.endedAtMs(),
                        redo.matchId(),
                        marks.front().endedAtMs(),
                        marks.front().matchId(),
                        limit)
                .map(rows -> VertxSql.all(rows, VertxLedger::mark))
                .compose(
                        next -> {
                            Optional<Mark> newRedo =
                                    next.size() < limit
                                            ? Optional.empty()
                                            : Optional.of(next.get(next.size() - 1));
                            Future<Void> made =
                                    next.isEmpty()
                                            ? Future.succeededFuture()
                                            : steps.rate(sql, gameMode, redo, next);
                            return made.compose(
                                            done ->
                                                    saveRedo(
                                                            sql, gameMode, marks.withRedo(newRedo)))
                                    .map(next.size());
                        });
    }

    private static Future<Void> saveRedo(VertxSql sql, String gameMode, RatingMarks marks) {
        return sql.run(
                        RatingSql.SET_REDO,
                        marks.redo().map(Mark::endedAtMs).orElse(null),
                        marks.redo().map(Mark::matchId).orElse(""),
                        gameMode)
                .mapEmpty();
    }
}
