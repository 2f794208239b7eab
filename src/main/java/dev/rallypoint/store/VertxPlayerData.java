package dev.rallypoint.store;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.BusMessage.ExportPlayer;
import dev.rallypoint.contract.BusMessage.ExportReply;
import dev.rallypoint.contract.BusMessage.ListBlocks;
import dev.rallypoint.contract.BusMessage.ListRecentPlayers;
import dev.rallypoint.contract.BusMessage.PlayerListReply;
import dev.rallypoint.contract.BusMessage.SetBlock;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.EpochClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What belongs to a player: whom he blocks and met, and all that is stored about him. */
final class VertxPlayerData {
    private static final int MAX_BLOCKED = 500;

    private final JdbcStorePool pool;
    private final EpochClock clock;

    VertxPlayerData(JdbcStorePool pool, EpochClock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Fails with PLAYER_NOT_FOUND or TOO_MANY_BLOCKED. */
    Future<Done> setBlock(SetBlock order) {
        if (!order.blocked()) {
            return pool.write(BoardSql.REMOVE_BLOCK, Tuple.of(order.playerId(), order.blockedId()))
                    .map(new Done());
        }
        return pool.inTransaction(
                connection -> {
                    VertxSql sql = new VertxSql(connection);
                    return VertxErasures.names(sql, List.of(order.playerId()))
                            .compose(erased -> refuseErased(erased, order.playerId()))
                            .compose(here -> sql.run(BoardSql.COUNT_BLOCKS, order.playerId()))
                            .compose(VertxPlayerData::refuseMore)
                            .compose(
                                    room ->
                                            sql.run(
                                                    BoardSql.ADD_BLOCK,
                                                    order.playerId(),
                                                    order.atMs(),
                                                    order.blockedId()))
                            .compose(
                                    added ->
                                            added.rowCount() == 0
                                                    ? refuse(ProblemCode.PLAYER_NOT_FOUND)
                                                    : Future.succeededFuture(new Done()));
                });
    }

    private static Future<Void> refuseErased(ErasedNames erased, String playerId) {
        return erased.isErased(playerId)
                ? refuse(ProblemCode.PLAYER_NOT_FOUND)
                : Future.succeededFuture();
    }

    private static Future<Void> refuseMore(RowSet<Row> count) {
        return count.iterator().next().getLong("blocks") < MAX_BLOCKED
                ? Future.succeededFuture()
                : refuse(ProblemCode.TOO_MANY_BLOCKED);
    }

    private static <T> Future<T> refuse(ProblemCode code) {
        return Future.failedFuture(new RejectedException(code));
    }

    Future<PlayerListReply> blocks(ListBlocks wanted) {
        return pool.read(BoardSql.BLOCK_LIST, Tuple.of(wanted.playerId()))
                .map(VertxPlayerData::list);
    }

    Future<PlayerListReply> recent(ListRecentPlayers wanted) {
        return pool.readLagging(
                        BoardSql.RECENT_PLAYERS,
                        Tuple.of(wanted.playerId(), wanted.playerId(), wanted.limit()))
                .map(VertxPlayerData::list);
    }

    private static PlayerListReply list(RowSet<Row> rows) {
        return new PlayerListReply(
                new Api.PlayerList(
                        VertxSql.all(
                                rows,
                                row ->
                                        new Api.PlayerRef(
                                                row.getString("player_id"),
                                                VertxMatchViews.text(row, "display_name"),
                                                Ids.tag(row.getString("player_id")),
                                                Optional.ofNullable(row.getLong("met_at_ms"))
                                                        .map(VertxMatchViews::instant)))));
    }

    /** Fails with PLAYER_NOT_FOUND. */
    Future<ExportReply> export(ExportPlayer wanted) {
        String playerId = wanted.playerId();
        Map<String, Future<RowSet<Row>>> tables = new LinkedHashMap<>();
        PrivacySql.EXPORT.forEach(
                (section, statement) ->
                        tables.put(
                                section,
                                pool.read(
                                        statement,
                                        Tuple.tuple(
                                                List.copyOf(
                                                        VertxErasures.same(
                                                                playerId, statement))))));
        return Future.all(List.copyOf(tables.values()))
                .compose(
                        read ->
                                tables.get(PrivacySql.PLAYER).result().size() == 0
                                        ? refuse(ProblemCode.PLAYER_NOT_FOUND)
                                        : Future.succeededFuture(read))
                .map(read -> new ExportReply(export(playerId, tables)));
    }

    private Api.PlayerExport export(String playerId, Map<String, Future<RowSet<Row>>> tables) {
        Map<String, List<Map<String, String>>> sections = new LinkedHashMap<>();
        tables.forEach(
                (section, rows) ->
                        sections.put(
                                section, VertxSql.all(rows.result(), VertxPlayerData::columns)));
        return new Api.PlayerExport(playerId, VertxMatchViews.instant(clock.nowMs()), sections);
    }

    /** Without what is not set. */
    private static Map<String, String> columns(Row row) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.getValue(i);
            if (value != null) {
                columns.put(row.getColumnName(i), value.toString());
            }
        }
        return Collections.unmodifiableMap(columns);
    }
}
