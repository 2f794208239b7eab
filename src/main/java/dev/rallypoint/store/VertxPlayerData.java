package dev.rallypoint.store;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ExportPart;
import dev.rallypoint.contract.ResultMessage.ExportPlayer;
import dev.rallypoint.contract.ResultMessage.ListBlocks;
import dev.rallypoint.contract.ResultMessage.ListRecentPlayers;
import dev.rallypoint.contract.ResultMessage.PlayerListReply;
import dev.rallypoint.contract.ResultMessage.SetBlock;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What belongs to a player: whom he blocks and met, and all that is stored about him. */
final class VertxPlayerData {
    private static final int MAX_BLOCKED = 500;

    /** Of an export, in one answer. */
    private static final int PART_ROWS = 200;

    private final JdbcStorePool pool;

    VertxPlayerData(JdbcStorePool pool) {
        this.pool = pool;
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

    /** A part of what the tables know about a player; fails with PLAYER_NOT_FOUND. */
    Future<ExportPart> export(ExportPlayer wanted) {
        ExportSection section = ExportSection.named(wanted.from().section());
        List<Object> parameters =
                section.parameters(wanted.playerId(), wanted.from().afterKey(), PART_ROWS + 1);
        return pool.read(section.statement(), Tuple.tuple(parameters))
                .map(rows -> VertxSql.all(rows, VertxPlayerData::columns))
                .compose(
                        rows ->
                                rows.isEmpty() && section == ExportSection.PLAYER
                                        ? refuse(ProblemCode.PLAYER_NOT_FOUND)
                                        : Future.succeededFuture(section.part(rows, PART_ROWS)));
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
        return columns;
    }
}
