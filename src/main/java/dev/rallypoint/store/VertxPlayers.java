package dev.rallypoint.store;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusMessage.FindPlayer;
import dev.rallypoint.contract.BusMessage.PlayerReply;
import dev.rallypoint.contract.BusMessage.RegisterGuest;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Table {@code players}, with the matches of each. */
final class VertxPlayers {
    private static final int RECENT_MATCHES = 10;

    private final JdbcStorePool pool;

    VertxPlayers(JdbcStorePool pool) {
        this.pool = pool;
    }

    Future<PlayerReply> register(RegisterGuest guest) {
        Tuple parameters =
                Tuple.of(
                        guest.newPlayerId(),
                        guest.displayName(),
                        guest.deviceHash().orElse(null),
                        guest.nowMs(),
                        guest.nowMs());
        return pool.write(StoreSql.REGISTER_PLAYER, parameters)
                .compose(rows -> withMatches(rows.iterator().next()));
    }

    /** Fails with PLAYER_NOT_FOUND. */
    Future<PlayerReply> find(FindPlayer wanted) {
        return pool.read(StoreSql.FIND_PLAYER, Tuple.of(wanted.playerId()))
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? Future.failedFuture(
                                                new RejectedException(ProblemCode.PLAYER_NOT_FOUND))
                                        : withMatches(rows.iterator().next()));
    }

    private Future<PlayerReply> withMatches(Row player) {
        String playerId = player.getString("player_id");
        return pool.read(StoreSql.RECENT_MATCHES, Tuple.of(playerId, RECENT_MATCHES))
                .map(
                        matches ->
                                new PlayerReply(
                                        new Api.Player(
                                                playerId,
                                                player.getString("display_name"),
                                                instant(player.getLong("created_at_ms")),
                                                Optional.empty(),
                                                summaries(matches))));
    }

    private static List<Api.MatchSummary> summaries(RowSet<Row> rows) {
        List<Api.MatchSummary> summaries = new ArrayList<>();
        for (Row row : rows) {
            summaries.add(
                    new Api.MatchSummary(
                            row.getString("match_id"),
                            row.getString("game_mode"),
                            Optional.ofNullable(row.getString("track")),
                            instant(row.getLong("started_at_ms"))));
        }
        return List.copyOf(summaries);
    }

    private static String instant(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }
}
