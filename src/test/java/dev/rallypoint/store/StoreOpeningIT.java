package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.runtime.ConfigException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Databases that cannot be used are refused at start: file, reason, next step. */
class StoreOpeningIT {
    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("rallypoint.db");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws Exception {
        Files.writeString(file, "this is not a database, but somebody's notes\n".repeat(200));
        byte[] before = Files.readAllBytes(file);
        assertOpeningFails()
                .hasMessageContaining(file.toString())
                .hasMessageContaining("not a database")
                .hasMessageContaining("restore a backup");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aDamagedDatabaseIsRefused() throws Exception {
        fillAndClose();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long at = 4_096; at < channel.size(); at += 512) {
                channel.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, -1, -1}), at);
            }
        }
        assertOpeningFails().hasMessageContaining("restore a backup");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefused() throws Exception {
        Path blocked = Files.writeString(directory.resolve("blocked"), "a file");
        assertThatThrownBy(() -> StoreNode.open(blocked.resolve("data")))
                .cause()
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Check that node.dataDirectory is a directory");
    }

    /** Not even root may write there, so that the rule is shown whoever runs the tests. */
    @Test
    void aReadOnlyDirectoryIsRefused() {
        assertThatThrownBy(() -> StoreNode.open(Path.of("/proc/self/task")))
                .cause()
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Check that node.dataDirectory is a directory");
    }

    @Test
    void somethingElseAtTheFilesPlaceIsRefused() throws Exception {
        Files.createDirectory(file);
        assertOpeningFails().hasMessageContaining("not a writable file");
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() throws Exception {
        StoreNode.open(directory).close();
        execute(
                "INSERT INTO flyway_schema_history SELECT 99, '99', 'from the future', type,"
                        + " 'V99__future.sql', checksum, installed_by, installed_on, execution_time,"
                        + " success FROM flyway_schema_history WHERE version = '1'");
        assertOpeningFails()
                .hasMessageContaining("newer Rallypoint wrote it (table version 99)")
                .hasMessageContaining("Start that version");
    }

    @Test
    void anotherProgramsDatabaseIsRefused() throws Exception {
        execute("CREATE TABLE recipes (name TEXT)");
        assertOpeningFails().hasMessageContaining("another program: set store.file");
    }

    @Test
    void aDatabaseLockedByAnotherProcessIsRefused() throws Exception {
        StoreNode.open(directory).close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            assertOpeningFails().hasMessageContaining("Stop the other process");
            statement.execute("ROLLBACK");
        }
    }

    @Test
    void anOlderDatabaseIsBroughtUpToDateAndKeepsItsRows() throws Exception {
        fillAndClose();
        Path newer = Files.createDirectory(directory.resolve("newer"));
        Files.writeString(
                newer.resolve("V100__country.sql"),
                "ALTER TABLE players ADD COLUMN country TEXT NOT NULL DEFAULT 'unknown';");
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        FlywayMigrations.migrate(source, "test", FlywayMigrations.SQLITE, "filesystem:" + newer);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet players =
                        statement.executeQuery(
                                "SELECT count(*) FROM players WHERE country = 'unknown'")) {
            assertThat(players.getInt(1)).isEqualTo(100);
        }
        assertOpeningFails().hasMessageContaining("newer Rallypoint wrote it (table version 100)");
    }

    private void fillAndClose() throws Exception {
        try (StoreNode store = StoreNode.open(directory)) {
            for (int i = 0; i < 100; i++) {
                store.ask(
                        BusContract.REGISTER_GUEST,
                        new RegisterGuest(Ids.playerId(i), "Ada", Optional.empty(), 1));
            }
        }
    }

    private AbstractThrowableAssert<?, ?> assertOpeningFails() {
        return assertThatThrownBy(() -> StoreNode.open(directory))
                .cause()
                .isInstanceOf(ConfigException.class);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
