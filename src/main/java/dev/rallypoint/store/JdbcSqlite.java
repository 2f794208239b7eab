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
import java.util.Optional;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * The SQLite file: checks it, brings its tables up to date, and gives connections. Blocks; not for
 * an event loop.
 */
final class JdbcSqlite implements JdbcDatabase {
    /** Waiting for a lock; with the pool's own limit still under the bus's five seconds. */
    private static final int BUSY_TIMEOUT_MS = 2_000;

    private static final int PRIMARY_CODE_MASK = 0xff;

    private final Path file;
    private final Object fileKey;
    private final DataSource writer;
    private final DataSource reader;

    private final int readConnections;

    private JdbcSqlite(Path file, Object fileKey, int readConnections) {
        this.file = file;
        this.readConnections = readConnections;
        this.fileKey = fileKey;
        this.writer = source(file, true);
        this.reader = source(file, false);
    }

    /** A file that is opened when it is wanted. */
    static Door at(Path file, int readConnections) {
        return new Door() {
            @Override
            public JdbcDatabase open() {
                return JdbcSqlite.open(file, readConnections);
            }

            /** An empty database in place of a lost one helps nobody. */
            @Override
            public boolean isThere() {
                return Files.exists(file);
            }

            @Override
            public String toString() {
                return "file=" + file.toAbsolutePath();
            }
        };
    }

    /**
     * Makes the file (mode 0600) if there is none.
     *
     * @throws ConfigException naming file, reason and next step if it cannot be used
     */
    private static JdbcSqlite open(Path file, int readConnections) {
        try {
            createFile(file);
            JdbcSqlite sqlite = new JdbcSqlite(file, keyOf(file), readConnections);
            sqlite.check();
            FlywayMigrations.migrate(sqlite.writer, nameOf(file), FlywayMigrations.SQLITE);
            return sqlite;
        } catch (IOException e) {
            throw OpeningFault.UNWRITABLE.of(nameOf(file), e.toString(), e);
        } catch (SQLException e) {
            throw faultOf(e).of(nameOf(file), e.getMessage(), e);
        }
    }

    /** As messages name it. */
    static String nameOf(Path file) {
        return "store.file: the database " + file.toAbsolutePath();
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
    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public boolean isInPlace() {
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
                throw OpeningFault.DAMAGED.of(nameOf(file), verdict, null);
            }
        }
    }

    /** SQLite has one writer. */
    @Override
    public JdbcConnections writer() {
        return new JdbcConnections("store-writer", 1, writer);
    }

    /** Connections that cannot write. */
    @Override
    public JdbcConnections reader() {
        return new JdbcConnections("store-readers", readConnections, reader);
    }

    @Override
    public Optional<JdbcConnections> replica() {
        return Optional.empty();
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
