package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.ResultMessage.ErasePlayer;
import dev.rallypoint.contract.ResultMessage.ErasedPlayer;
import dev.rallypoint.contract.ResultMessage.ListMatches;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.support.PostgresServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** A node that hangs in a transaction, and whose connection nobody has missed yet. */
    @Test
    void anErasureBehindANodeThatHangsGivesUpSoonAndTheOthersGoOnWriting() throws Exception {
        store.ask(BusContract.MATCH_STARTED, started(race(1)));
        ErasePlayer order = new ErasePlayer(GONE, PSEUDONYM, NOW_MS);
        try (Connection lost = connect();
                Statement statement = lost.createStatement()) {
            lost.setAutoCommit(false);
            statement.execute(PrivacySql.HOLD_ERASURES_OFF);
            Future<ErasedPlayer> erased = store.send(BusContract.ERASE_PLAYER, order);
            await().until(() -> isSomebodyWaiting(statement));
            store.ask(BusContract.MATCH_STARTED, started(race(2)));
            assertThat(store.refusal(BusContract.ERASE_PLAYER, order))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
            assertThat(erased.failed()).isTrue();
            assertThat(isSomebodyWaiting(statement)).isFalse();
            store.ask(BusContract.MATCH_STARTED, started(race(3)));
        }
        assertThat(match(race(3)).members()).contains(GONE);
        assertThat(store.ask(BusContract.ERASE_PLAYER, order).wasKnown()).isTrue();
        assertThat(dump()).doesNotContain(GONE);
    }

    @Test
    void whoIsErasedAlreadyWaitsForNobodyUnlessSomethingCameBack() throws Exception {
        erase(NOW_MS);
        try (Connection other = connect();
                Connection writer = connect();
                Statement held = other.createStatement();
                Statement statement = writer.createStatement()) {
            other.setAutoCommit(false);
            held.execute(PrivacySql.HOLD_ERASURES_OFF);
            assertThat(erase(NOW_MS).wasKnown()).isTrue();
            statement.execute(
                    "INSERT INTO players (player_id, display_name, created_at_ms,"
                            + " last_seen_at_ms) VALUES ('"
                            + GONE
                            + "', 'back', 1, 1)");
            assertThat(
                            store.refusal(
                                    BusContract.ERASE_PLAYER,
                                    new ErasePlayer(GONE, PSEUDONYM, NOW_MS)))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        }
        assertThat(erase(NOW_MS).wasKnown()).isTrue();
        assertThat(dump()).doesNotContain(GONE);
    }

    @Test
    void operatorsSeeWhatACheaterRacedALittleAgoWhateverTheReplicaSays() throws Exception {
        store.ask(BusContract.MATCH_STARTED, started(race(1)));
        String behind = server.createDatabase();
        JdbcPostgres.at(StoreNode.postgres(behind)).open();
        store.close();
        store = StoreNode.open(StoreNode.postgres(url, behind), directory.resolve("data"));
        ListMatches lagging = new ListMatches(GONE, 10, Optional.empty());
        assertThat(store.ask(BusContract.LIST_MATCHES, lagging).page().matches()).isEmpty();
        assertThat(racedByAnybody(GONE)).containsExactly(race(1).matchId());
    }

    @Test
    void noConnectionWaitsForLocksOrKeepsThemForLongUnlessTheUrlSaysSo() throws Exception {
        assertThat(settings(url))
                .containsEntry("lock_timeout", "3s")
                .containsEntry("idle_in_transaction_session_timeout", "10s");
        String own = url + (url.contains("?") ? "&" : "?");
        assertThat(settings(own + "options=-c%20lock_timeout=2500%20-c%20work_mem=8MB"))
                .containsEntry("lock_timeout", "2500ms")
                .containsEntry("idle_in_transaction_session_timeout", "10s")
                .containsEntry("work_mem", "8MB");
    }

    private static Map<String, String> settings(String url) throws SQLException {
        JdbcDatabase database = JdbcPostgres.at(StoreNode.postgres(url)).open();
        Map<String, String> settings = new HashMap<>();
        try (Connection connection = database.writer().source().getConnection();
                Statement statement = connection.createStatement()) {
            for (String name :
                    List.of("lock_timeout", "idle_in_transaction_session_timeout", "work_mem")) {
                try (ResultSet row = statement.executeQuery("SHOW " + name)) {
                    row.next();
                    settings.put(name, row.getString(1));
                }
            }
        }
        return settings;
    }
}
