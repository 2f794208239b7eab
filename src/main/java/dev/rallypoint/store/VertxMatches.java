package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.BusMessage.MatchChanged;
import dev.rallypoint.contract.BusMessage.MatchEnded;
import dev.rallypoint.contract.BusMessage.MatchStarted;
import io.vertx.core.Future;
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
                                    match.startedAtMs())
                            .compose(done -> addMembers(sql, match.matchId(), match.members()))
                            .compose(
                                    done ->
                                            sql.run(
                                                    StoreSql.DATE_MATCH_MEMBERS,
                                                    match.startedAtMs(),
                                                    match.matchId()))
                            .compose(done -> see(sql, match))
                            .map(new Done());
                });
    }

    private static Future<Void> addMembers(VertxSql sql, String matchId, List<String> members) {
        return sql.runAll(
                StoreSql.ADD_MATCH_MEMBER,
                members.stream().map(playerId -> Tuple.of(playerId, matchId)).toList());
    }

    /** In the order of their ids, so that two matches never wait for each other's players. */
    private static Future<Void> see(VertxSql sql, MatchStarted match) {
        long atMs = match.startedAtMs();
        return sql.runAll(
                StoreSql.SAW_PLAYER,
                match.members().stream()
                        .sorted()
                        .map(playerId -> Tuple.of(match.region(), atMs, playerId, atMs))
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
