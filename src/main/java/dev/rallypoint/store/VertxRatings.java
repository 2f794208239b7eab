package dev.rallypoint.store;

import dev.rallypoint.contract.RatingMessage.Block;
import dev.rallypoint.contract.RatingMessage.LoadRatings;
import dev.rallypoint.contract.RatingMessage.SavedRating;
import dev.rallypoint.contract.RatingMessage.SavedRatings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Table {@code ratings}, as those need it who make matches. */
final class VertxRatings {
    private final JdbcStorePool pool;

    VertxRatings(JdbcStorePool pool) {
        this.pool = pool;
    }

    Future<SavedRatings> load(LoadRatings wanted) {
        if (wanted.playerIds().isEmpty()) {
            return Future.succeededFuture(new SavedRatings(List.of(), List.of()));
        }
        List<String> ids = wanted.playerIds();
        Tuple modeAndIds = Tuple.of(wanted.gameMode());
        ids.forEach(modeAndIds::addString);
        Future<RowSet<Row>> ratings =
                pool.read(
                        RatingSql.LOAD_RATINGS.formatted(RatingSql.marks(ids.size())), modeAndIds);
        Future<RowSet<Row>> blocks =
                pool.read(
                        RatingSql.BLOCKS_OF.formatted(RatingSql.marks(ids.size())),
                        Tuple.tuple(List.copyOf(ids)));
        return Future.all(ratings, blocks)
                .map(both -> new SavedRatings(saved(ratings.result()), blocks(blocks.result())));
    }

    static List<SavedRating> saved(RowSet<Row> rows) {
        List<SavedRating> all = new ArrayList<>();
        for (Row row : rows) {
            all.add(
                    new SavedRating(
                            row.getString("player_id"),
                            row.getString("game_mode"),
                            row.getDouble("mu"),
                            row.getDouble("sigma"),
                            row.getInteger("matches"),
                            row.getLong("last_match_at_ms")));
        }
        return all;
    }

    private static List<Block> blocks(RowSet<Row> rows) {
        List<Block> all = new ArrayList<>();
        for (Row row : rows) {
            all.add(new Block(row.getString("player_id"), row.getString("blocked_id")));
        }
        return all;
    }
}
