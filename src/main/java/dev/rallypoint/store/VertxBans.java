package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Table {@code bans}. Told twice or in any order, the newest decision holds. */
final class VertxBans {
    private final JdbcStorePool pool;

    VertxBans(JdbcStorePool pool) {
        this.pool = pool;
    }

    /** Those in force. */
    Future<SavedBans> load(long nowMs) {
        return pool.read(StoreSql.LOAD_BANS, Tuple.of(nowMs))
                .map(
                        rows -> {
                            List<SavedBan> bans = new ArrayList<>();
                            for (Row row : rows) {
                                bans.add(ban(row));
                            }
                            return new SavedBans(bans);
                        });
    }

    private static SavedBan ban(Row row) {
        Ban ban =
                new Ban(
                        row.getLong("ban_id"),
                        row.getString("subject"),
                        row.getString("value"),
                        row.getString("reason"),
                        row.getLong("until_ms"),
                        row.getString("actor"),
                        row.getLong("created_at_ms"));
        return new SavedBan(ban, row.getLong("revision"), 0);
    }

    Future<Done> save(SavedBan saved) {
        Ban ban = saved.ban();
        Tuple row = Tuple.of(ban.subject(), ban.value(), ban.banId(), ban.reason(), ban.untilMs());
        row.addString(ban.actor());
        row.addLong(ban.createdAtMs());
        row.addLong(saved.revision());
        row.addLong(saved.liftedAtMs());
        return pool.write(StoreSql.SAVE_BAN, row).map(new Done());
    }
}
