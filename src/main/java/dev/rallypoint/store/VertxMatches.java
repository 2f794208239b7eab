package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.BusMessage.MatchEnded;
import dev.rallypoint.contract.BusMessage.MatchStarted;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
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
        return pool.inTransaction(
                connection ->
                        connection
                                .preparedQuery(StoreSql.START_MATCH, JdbcPool.ROWS_ASKED_FOR)
                                .execute(
                                        Tuple.of(
                                                match.matchId(),
                                                match.lobbyId(),
                                                match.gameMode(),
                                                match.track().orElse(null),
                                                match.region(),
                                                match.startedAtMs()))
                                .compose(matchRow -> addMembers(connection, match)));
    }

    private static Future<Done> addMembers(SqlConnection connection, MatchStarted match) {
        if (match.members().isEmpty()) {
            return Future.succeededFuture(new Done());
        }
        List<Tuple> rows =
                match.members().stream()
                        .map(playerId -> Tuple.of(playerId, match.matchId()))
                        .toList();
        return connection
                .preparedQuery(StoreSql.ADD_MATCH_MEMBER, JdbcPool.ROWS_ASKED_FOR)
                .executeBatch(rows)
                .map(new Done());
    }

    /** The first end counts. */
    Future<Done> end(MatchEnded match) {
        return pool.write(StoreSql.END_MATCH, Tuple.of(match.matchId(), match.endedAtMs()))
                .map(new Done());
    }
}
