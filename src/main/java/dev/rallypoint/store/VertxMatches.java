package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.BusMessage.MatchChanged;
import dev.rallypoint.contract.BusMessage.MatchEnded;
import dev.rallypoint.contract.BusMessage.MatchMember;
import dev.rallypoint.contract.BusMessage.MatchStarted;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Tables {@code matches} and {@code match_members}. Told twice or in any order, a match is written
 * once.
 */
final class VertxMatches {
    private final JdbcStorePool pool;

    VertxMatches(JdbcStorePool pool) {
        this.pool = pool;
    }

    Future<Done> start(MatchStarted match) {
        // Before any news of the race itself, which may come first.
        long ownerSinceMs = match.startedAtMs() - 1;
        return pool.inTransaction(
                connection -> {
                    VertxSql sql = new VertxSql(connection);
                    return sql.run(
                                    StoreSql.START_MATCH,
                                    match.matchId(),
                                    match.lobbyId(),
                                    match.gameMode(),
                                    match.track().orElse(null),
                                    match.region(),
                                    match.startedAtMs(),
                                    match.owner().orElse(null),
                                    ownerSinceMs,
                                    match.kind().word())
                            .compose(row -> dateEarlierNews(sql, match, row, ownerSinceMs))
                            .compose(done -> addMembers(sql, match.matchId(), match.members()))
                            .map(new Done());
                });
    }

    private static Future<?> dateEarlierNews(
            VertxSql sql, MatchStarted match, RowSet<Row> written, long ownerSinceMs) {
        boolean isFirst =
                VertxSql.first(written)
                        .map(row -> row.getLong("owner_since_ms") == ownerSinceMs)
                        .orElse(true);
        return isFirst
                ? Future.succeededFuture()
                : sql.run(StoreSql.DATE_MATCH_MEMBERS, match.startedAtMs(), match.matchId());
    }

    private static Future<Void> addMembers(
            VertxSql sql, String matchId, List<MatchMember> members) {
        return sql.runAll(
                StoreSql.ADD_MATCH_MEMBER,
                members.stream()
                        .map(one -> Tuple.of(one.playerId(), one.origin().word(), matchId))
                        .toList());
    }

    /** Who came while it raced, and who owns the lobby now. */
    Future<Done> change(MatchChanged match) {
        return pool.inTransaction(
                connection -> {
                    VertxSql sql = new VertxSql(connection);
                    return sql.run(
                                    StoreSql.CHANGE_MATCH,
                                    match.matchId(),
                                    match.owner(),
                                    match.atMs())
                            .compose(done -> addMembers(sql, match.matchId(), match.members()))
                            .map(new Done());
                });
    }

    /** The first end counts. */
    Future<Done> end(MatchEnded match) {
        return pool.write(StoreSql.END_MATCH, Tuple.of(match.matchId(), match.endedAtMs()))
                .map(new Done());
    }
}
