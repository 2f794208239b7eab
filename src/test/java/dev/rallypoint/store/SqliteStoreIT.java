package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqliteStoreIT extends StoreBehaviour {
    @Override
    StoreConfig database() {
        return StoreNode.SQLITE;
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("rallypoint.db"));
    }

    @Test
    void bothPoolsShowTheirUse() throws Exception {
        register(1, "Ada", Optional.empty());
        assertThat(store.scrape())
                .contains("vertx_pool_in_use{pool_name=\"store-writer\",pool_type=\"sql\"}")
                .contains(
                        "vertx_pool_queue_pending{pool_name=\"store-readers\",pool_type=\"sql\"}");
    }

    @Test
    void aLockedDatabaseRefusesWritesInTimeAndRecovers() throws Exception {
        register(1, "Ada", Optional.empty());
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(store.refusal(BusContract.SAVE_LOBBY, lobby("one", 1)))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
            assertThat(find(1).displayName()).isEqualTo("Ada");
            statement.execute("ROLLBACK");
        }
        store.ask(BusContract.SAVE_LOBBY, lobby("two", 2));
        assertThat(lobbies()).containsExactly(lobby("two", 2));
        assertThat(store.scrape())
                .contains(
                        "rallypoint_store_call_seconds_count{call=\"save-lobby\",outcome=\"unavailable\"}"
                                + " 1\n");
    }

    @Test
    void aTransactionThatMeetsALockLeavesTheConnectionUsable() throws Exception {
        register(1, "Ada", Optional.empty());
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(store.refusal(BusContract.MATCH_STARTED, match(1, List.of(1))))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
            statement.execute("ROLLBACK");
        }
        store.ask(BusContract.MATCH_STARTED, match(1, List.of(1)));
        assertThat(find(1).recentMatches()).hasSize(1);
    }

    @Test
    void fileAndDirectoryAreForTheirOwnerOnlyAndTheJournalIsWal() throws Exception {
        register(1, "Ada", Optional.empty());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        for (String name : List.of("rallypoint.db", "rallypoint.db-wal", "rallypoint.db-shm")) {
            Path file = data.resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aCleanStopLeavesOneFileThatIsABackup() throws Exception {
        register(1, "Ada", Optional.empty());
        store.close();
        assertThat(data.resolve("rallypoint.db-wal")).doesNotExist();
        Path copy = Files.createDirectory(directory.resolve("copy"));
        Files.copy(data.resolve("rallypoint.db"), copy.resolve("rallypoint.db"));
        store = StoreNode.open(copy);
        assertThat(find(1).displayName()).isEqualTo("Ada");
    }
}
