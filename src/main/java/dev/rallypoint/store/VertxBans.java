package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.AuditEntry;
import dev.rallypoint.contract.BusMessage.Ban;
import dev.rallypoint.contract.BusMessage.Bans;
import dev.rallypoint.contract.BusMessage.Done;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Tables {@code bans} and {@code audit}: what operators decided and who did what. */
final class VertxBans {
    private final JdbcStorePool pool;

    VertxBans(JdbcStorePool pool) {
        this.pool = pool;
    }

    /** Those in force. */
    Future<Bans> load(long nowMs) {
        return pool.read(StoreSql.LOAD_BANS, Tuple.of(nowMs))
                .map(
                        rows -> {
                            List<Ban> bans = new ArrayList<>();
                            for (Row row : rows) {
                                bans.add(ban(row));
                            }
                            return new Bans(List.copyOf(bans));
                        });
    }

    private static Ban ban(Row row) {
        return new Ban(
                row.getLong("ban_id"),
                row.getString("subject"),
                row.getString("value"),
                row.getString("reason"),
                row.getLong("until_ms"));
    }

    Future<Done> audit(AuditEntry entry) {
        return pool.write(
                        StoreSql.WRITE_AUDIT,
                        Tuple.of(
                                entry.atMs(),
                                entry.actor(),
                                entry.action(),
                                entry.subject(),
                                entry.detail()))
                .map(new Done());
    }
}
