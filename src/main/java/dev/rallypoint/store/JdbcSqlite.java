package dev.rallypoint.store;

import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
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

    private final DataSource writer;
    private final DataSource reader;

    private JdbcSqlite(DataSource writer, DataSource reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /**
     * Makes the file (mode 0600) if there is none.
     *
     * @throws ConfigException naming file, reason and next step if it cannot be used
     */
    static JdbcSqlite open(Path file) {
        try {
            createFile(file);
            JdbcSqlite sqlite = new JdbcSqlite(source(file, true), source(file, false));
            sqlite.check(file);
            FlywayMigrations.migrate(sqlite.writer, file, FlywayMigrations.TABLES);
            return sqlite;
        } catch (IOException e) {
            throw unusable(file, e.toString(), Advice.UNWRITABLE, e);
        } catch (SQLException e) {
            throw unusable(file, e.getMessage(), Advice.of(e.getErrorCode()), e);
        } catch (FlywayException e) {
            throw unusable(file, e.getMessage(), adviceOn(e), e);
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

    private void check(Path file) throws SQLException {
        try (Connection connection = writer.getConnection();
                Statement statement = connection.createStatement();
                ResultSet report = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = report.next() ? report.getString(1) : "no answer";
            if (!verdict.equals("ok")) {
                throw unusable(file, verdict, Advice.DAMAGED, null);
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

    private static Advice adviceOn(FlywayException failure) {
        if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return Advice.FOREIGN;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Advice.of(sql.getErrorCode());
            }
        }
        return Advice.OTHER;
    }

    private static ConfigException unusable(
            Path file, String reason, Advice advice, Throwable cause) {
        return new ConfigException(
                "store.file: the database "
                        + file.toAbsolutePath()
                        + " cannot be used: "
                        + reason.strip().replaceAll("\\s+", " ").replaceAll("\\.$", "")
                        + ". "
                        + advice.nextStep,
                cause);
    }

    /** What an operator can do, by SQLite's primary result code. */
    private enum Advice {
        DAMAGED(
                "Stop all nodes, restore a backup of it, or move it and its -wal and -shm files"
                        + " away to start with an empty one."),
        UNWRITABLE(
                "Check that node.dataDirectory is a directory which this user may write, and that"
                        + " the disk has room."),
        LOCKED("Stop the other process that holds it, such as a backup tool or a shell."),
        FOREIGN("It belongs to another program: set store.file to another name."),
        OTHER("See docs/OPERATIONS.md, \"store unavailable\".");

        private static final int PRIMARY_CODE_MASK = 0xff;

        private final String nextStep;

        Advice(String nextStep) {
            this.nextStep = nextStep;
        }

        static Advice of(int sqliteCode) {
            return switch (SQLiteErrorCode.getErrorCode(sqliteCode & PRIMARY_CODE_MASK)) {
                case SQLITE_CORRUPT, SQLITE_NOTADB -> DAMAGED;
                case SQLITE_PERM,
                        SQLITE_READONLY,
                        SQLITE_IOERR,
                        SQLITE_FULL,
                        SQLITE_CANTOPEN,
                        SQLITE_AUTH ->
                        UNWRITABLE;
                case SQLITE_BUSY, SQLITE_LOCKED -> LOCKED;
                default -> OTHER;
            };
        }
    }
}
