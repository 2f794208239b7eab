package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LoginMessage.FindLogin;
import dev.rallypoint.contract.LoginMessage.LoadRevocations;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.Revocations;
import dev.rallypoint.contract.LoginMessage.SavedLogin;
import dev.rallypoint.contract.LoginMessage.SavedLogins;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Tables {@code logins} and {@code revocations}: the newest version of each. */
final class VertxLoginRows {
    private final JdbcStorePool pool;

    VertxLoginRows(JdbcStorePool pool) {
        this.pool = pool;
    }

    /** Ignored if this or a newer version is there, or if its player was erased. */
    Future<Done> save(SavedLogin login) {
        return pool.write(
                        StoreSql.SAVE_LOGIN,
                        Tuple.of(
                                login.loginId(),
                                login.playerId(),
                                login.document(),
                                login.version(),
                                login.expiresAtMs(),
                                ErasedNames.keyOf(login.playerId())))
                .map(new Done());
    }

    /** Not from a replica: an older version would look like a stolen token. */
    Future<SavedLogins> find(FindLogin wanted) {
        return pool.read(StoreSql.FIND_LOGIN, Tuple.of(wanted.loginId()))
                .map(VertxLoginRows::logins);
    }

    private static SavedLogins logins(RowSet<Row> rows) {
        List<SavedLogin> logins = new ArrayList<>();
        for (Row row : rows) {
            logins.add(
                    new SavedLogin(
                            row.getString("login_id"),
                            row.getString("player_id"),
                            row.getString("document"),
                            row.getLong("version"),
                            row.getLong("expires_at_ms")));
        }
        return new SavedLogins(logins);
    }

    /** Ignored if this or a later one is there. */
    Future<Done> revoke(Revocation revocation) {
        return pool.write(
                        StoreSql.SAVE_REVOCATION,
                        Tuple.of(revocation.subject(), revocation.stamp()))
                .map(new Done());
    }

    Future<Revocations> revocations(LoadRevocations wanted) {
        return pool.read(StoreSql.LOAD_REVOCATIONS, Tuple.of(wanted.sinceStamp()))
                .map(
                        rows -> {
                            List<Revocation> all = new ArrayList<>();
                            for (Row row : rows) {
                                all.add(
                                        new Revocation(
                                                row.getString("player_id"), row.getLong("stamp")));
                            }
                            return new Revocations(all);
                        });
    }

    Future<Void> forgetExpired(long nowMs) {
        return pool.write(StoreSql.FORGET_EXPIRED_LOGINS, Tuple.of(nowMs)).mapEmpty();
    }
}
