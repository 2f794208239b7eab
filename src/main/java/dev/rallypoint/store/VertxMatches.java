package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.ResultMessage.MatchChanged;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchMember;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tables {@code matches} and {@code match_members}. Told twice or in any order, a match is written
 * once; who was erased meanwhile is in it by his pseudonym.
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
                    return VertxErasures.names(sql, named(match.members(), match.owner()))
                            .compose(names -> start(sql, match, names));
                });
    }

    private static List<String> named(List<MatchMember> members, Optional<String> owner) {
        return Stream.concat(members.stream().map(MatchMember::playerId), owner.stream()).toList();
    }

    private static Future<Done> start(VertxSql sql, MatchStarted match, ErasedNames names) {
        // Before any news of the race itself, which may come first.
        long ownerSinceMs = match.startedAtMs() - 1;
        return sql.run(
                        StoreSql.START_MATCH,
                        match.matchId(),
                        match.lobbyId(),
                        match.gameMode(),
                        match.track().orElse(null),
                        match.region(),
                        match.startedAtMs(),
                        match.owner().map(names::of).orElse(null),
                        ownerSinceMs,
                        match.kind().word())
                .compose(row -> dateEarlierNews(sql, match, row, ownerSinceMs))
                .compose(done -> addMembers(sql, match.matchId(), match.members(), names))
                .map(new Done());
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
            VertxSql sql, String matchId, List<MatchMember> members, ErasedNames names) {
        return sql.runAll(
                StoreSql.ADD_MATCH_MEMBER,
                members.stream()
                        .map(
                                one ->
                                        Tuple.of(
                                                names.of(one.playerId()),
                                                one.origin().word(),
                                                one.party().orElse(""),
                                                matchId))
                        .toList());
    }

    /** Who came while it raced, and who owns the lobby now. */
    Future<Done> change(MatchChanged match) {
        return pool.inTransaction(
                connection -> {
                    VertxSql sql = new VertxSql(connection);
                    return VertxErasures.names(
                                    sql, named(match.members(), Optional.of(match.owner())))
                            .compose(names -> change(sql, match, names));
                });
    }

    private static Future<Done> change(VertxSql sql, MatchChanged match, ErasedNames names) {
        return sql.run(
                        StoreSql.CHANGE_MATCH,
                        match.matchId(),
                        names.of(match.owner()),
                        match.atMs())
                .compose(done -> addMembers(sql, match.matchId(), match.members(), names))
                .map(new Done());
    }

    /** The first end counts. */
    Future<Done> end(MatchEnded match) {
        return pool.write(StoreSql.END_MATCH, Tuple.of(match.matchId(), match.endedAtMs()))
                .map(new Done());
    }
}
