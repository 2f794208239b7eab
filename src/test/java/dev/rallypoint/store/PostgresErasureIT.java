package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ResultMessage.ErasePlayer;
import dev.rallypoint.contract.ResultMessage.ErasedPlayer;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.support.PostgresServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresErasureIT extends ErasureBehaviour {
    private static PostgresServer server;
    private String url;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    StoreConfig database() throws SQLException {
        url = server.createDatabase();
        return StoreNode.postgres(url);
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, PostgresServer.ROLE, PostgresServer.PASSWORD);
    }

    /** Another node that looked whether he was erased, and has not written yet. */
    @Test
    void anErasureWaitsForWhoIsAboutToWriteAndRenamesWhatHeWrote() throws Exception {
        store.ask(BusContract.MATCH_STARTED, started(race(1)));
        Future<ErasedPlayer> erased;
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(PrivacySql.HOLD_ERASURES_OFF);
            erased = store.send(BusContract.ERASE_PLAYER, new ErasePlayer(GONE, PSEUDONYM, NOW_MS));
            await().until(() -> isSomebodyWaiting(statement));
            statement.execute(
                    "INSERT INTO match_members (player_id, started_at_ms, match_id) VALUES ('"
                            + GONE
                            + "', 5, '"
                            + race(1).matchId()
                            + "')");
            assertThat(erased.isComplete()).isFalse();
            other.commit();
        }
        store.await(erased);
        assertThat(dump()).doesNotContain(GONE).contains(PSEUDONYM);
    }

    private static boolean isSomebodyWaiting(Statement statement) throws SQLException {
        try (ResultSet locks =
                statement.executeQuery(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                                + " AND NOT granted")) {
            return locks.next() && locks.getInt(1) > 0;
        }
    }

    @Test
    void whoWritesDuringAnErasureKnowsOfItAfterwards() throws Exception {
        Future<?> written;
        try (Connection eraser = connect();
                Statement statement = eraser.createStatement()) {
            eraser.setAutoCommit(false);
            statement.execute(PrivacySql.ERASE_ALONE);
            written = store.send(BusContract.MATCH_STARTED, started(race(1)));
            await().until(() -> isSomebodyWaiting(statement));
            statement.execute(
                    "INSERT INTO erased VALUES ('"
                            + ErasedNames.keyOf(GONE)
                            + "', '"
                            + PSEUDONYM
                            + "', "
                            + NOW_MS
                            + ")");
            eraser.commit();
        }
        store.await(written);
        assertThat(match(race(1)).members()).contains(PSEUDONYM).doesNotContain(GONE);
    }
}
