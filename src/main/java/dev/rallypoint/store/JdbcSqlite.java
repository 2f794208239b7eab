package dev.rallypoint.store;

import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * The SQLite file: checks it, brings its tables up to date, and gives connections. Blocks; not for
 * an event loop.
 */
final class JdbcSqlite {
    /** Waiting for a lock; with the pool's own limit still under the bus's five seconds. */
    private static final int BUSY_TIMEOUT_MS = 2_000;

    private static final int PRIMARY_CODE_MASK = 0xff;

    private final Path file;
    private final Object fileKey;
    private final DataSource writer;
    private final DataSource reader;

    private JdbcSqlite(Path file, Object fileKey) {
        this.file = file;
        this.fileKey = fileKey;
        this.writer = source(file, true);
        this.reader = source(file, false);
    }

    /**
     * Makes the file (mode 0600) if there is none.
     *
     * @throws ConfigException naming file, reason and next step if it cannot be used
     */
    static JdbcSqlite open(Path file) {
        try {
            createFile(file);
            JdbcSqlite sqlite = new JdbcSqlite(file, keyOf(file));
            sqlite.check();
            FlywayMigrations.migrate(sqlite.writer, file, FlywayMigrations.TABLES);
            return sqlite;
        } catch (IOException e) {
            throw OpeningFault.UNWRITABLE.of(file, e.toString(), e);
        } catch (SQLException e) {
            throw faultOf(e).of(file, e.getMessage(), e);
        }
    }

    private static void createFile(Path file) throws IOException {
        PrivateFiles.createDirectories(file.toAbsolutePath().getParent());
        PrivateFiles.createFile(file);
        if (!Files.isRegularFile(file) || !Files.isWritable(file)) {
            throw new IOException("not a writable file");
        }
    }

    private static DataSource source(Path file, boolean writable) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setGetGeneratedKeys(false);
        if (writable) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
            config.enforceForeignKeys(true);
        } else {
            config.setReadOnly(true);
            config.setOpenMode(SQLiteOpenMode.READONLY);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /** What tells the file from another one of its name. */
    private static Object keyOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /**
     * Whether the file that was opened still has its name: SQLite would go on in a deleted one
     * without a word, and all of it would be lost with the process.
     */
    boolean isInPlace() {
        try {
            return keyOf(file).equals(fileKey);
        } catch (IOException gone) {
            return false;
        }
    }

    private void check() throws SQLException {
        try (Connection connection = writer.getConnection();
                Statement statement = connection.createStatement();
                ResultSet report = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = report.next() ? report.getString(1) : "no answer";
            if (!verdict.equals("ok")) {
                throw OpeningFault.DAMAGED.of(file, verdict, null);
            }
        }
    }

    /** For the one pooled connection that writes. */
    DataSource writer() {
        return new JdbcAutocommitDataSource(writer);
    }

    /** For pooled connections that cannot write. */
    DataSource reader() {
        return new JdbcAutocommitDataSource(reader);
    }

    private static OpeningFault faultOf(SQLException failure) {
        int primaryCode = failure.getErrorCode() & PRIMARY_CODE_MASK;
        return switch (SQLiteErrorCode.getErrorCode(primaryCode)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> OpeningFault.DAMAGED;
            case SQLITE_PERM,
                    SQLITE_READONLY,
                    SQLITE_IOERR,
                    SQLITE_FULL,
                    SQLITE_CANTOPEN,
                    SQLITE_AUTH ->
                    OpeningFault.UNWRITABLE;
            case SQLITE_BUSY, SQLITE_LOCKED -> OpeningFault.LOCKED;
            default -> OpeningFault.OTHER;
        };
    }
}
