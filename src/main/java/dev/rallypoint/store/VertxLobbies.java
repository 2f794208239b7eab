package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.StoreMessage.DeleteLobby;
import dev.rallypoint.contract.StoreMessage.SavedLobbies;
import dev.rallypoint.contract.StoreMessage.SavedLobby;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Table {@code lobbies}: the newest version of each open lobby. */
final class VertxLobbies {
    /** Far longer than a save can be on its way. */
    private static final long STONE_LIFETIME_MS = 24L * 3_600 * 1_000;

    private final JdbcStorePool pool;

    VertxLobbies(JdbcStorePool pool) {
        this.pool = pool;
    }

    /** Ignored if this or a newer version is there, or if the lobby was removed. */
    Future<Done> save(SavedLobby lobby) {
        return pool.write(
                        StoreSql.SAVE_LOBBY,
                        Tuple.of(
                                lobby.lobbyId(),
                                lobby.document(),
                                lobby.version(),
                                lobby.updatedAtMs()))
                .map(new Done());
    }

    Future<Done> delete(DeleteLobby lobby, long nowMs) {
        return pool.write(StoreSql.DELETE_LOBBY, Tuple.of(lobby.lobbyId(), nowMs, nowMs))
                .map(new Done());
    }

    Future<Void> forgetRemoved(long nowMs) {
        return pool.write(StoreSql.FORGET_REMOVED_LOBBIES, Tuple.of(nowMs - STONE_LIFETIME_MS))
                .mapEmpty();
    }

    Future<SavedLobbies> load() {
        return pool.read(StoreSql.LOAD_LOBBIES, Tuple.tuple())
                .map(
                        rows -> {
                            List<SavedLobby> lobbies = new ArrayList<>();
                            for (Row row : rows) {
                                lobbies.add(lobby(row));
                            }
                            return new SavedLobbies(List.copyOf(lobbies));
                        });
    }

    private static SavedLobby lobby(Row row) {
        return new SavedLobby(
                row.getString("lobby_id"),
                row.getString("document"),
                row.getLong("version"),
                row.getLong("updated_at_ms"));
    }
}
