package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client library's bug (vertx-jdbc-client 356), and that our DataSource is a cure. */
abstract class AutocommitBehaviour {
    private final Vertx vertx = Vertx.vertx();
    DataSource plain;

    /** An empty database. */
    abstract DataSource database() throws Exception;

    @BeforeEach
    void createTable() throws Exception {
        plain = database();
        try (Connection connection = plain.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE words (word TEXT PRIMARY KEY)");
        }
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void withoutTheCureAWriteAfterATransactionIsLost() throws Exception {
        assertThat(wordsSeenByOthersAfterATransaction(plain))
                .as("the library no longer has the bug: JdbcAutocommitDataSource may go")
                .isEqualTo(1);
    }

    @Test
    void withTheCureAWriteAfterATransactionIsCommitted() throws Exception {
        assertThat(wordsSeenByOthersAfterATransaction(new JdbcAutocommitDataSource(plain)))
                .isEqualTo(2);
    }

    @Test
    void withTheCureAWriteAfterARollbackIsCommittedAndTheRolledBackOneIsNot() throws Exception {
        Pool pool = pool(new JdbcAutocommitDataSource(plain));
        Future<Object> failing =
                pool.withTransaction(
                        connection ->
                                connection
                                        .query("INSERT INTO words VALUES ('rolled back')")
                                        .execute()
                                        .compose(rows -> Future.failedFuture("no")));
        await(failing.otherwiseEmpty());
        await(pool.query("INSERT INTO words VALUES ('plain')").execute());
        assertThat(wordsSeenByOthers()).isEqualTo(1);
        await(pool.close());
    }

    @Test
    void aTransactionStaysOneAfterMany() throws Exception {
        Pool pool = pool(new JdbcAutocommitDataSource(plain));
        for (int i = 0; i < 3; i++) {
            String insert = "INSERT INTO words VALUES ('kept " + i + "')";
            await(pool.withTransaction(connection -> connection.query(insert).execute()));
        }
        Future<Object> failing =
                pool.withTransaction(
                        connection ->
                                connection
                                        .query("INSERT INTO words VALUES ('first')")
                                        .execute()
                                        .compose(
                                                rows ->
                                                        connection
                                                                .query("INSERT INTO nowhere")
                                                                .execute())
                                        .mapEmpty());
        await(failing.otherwiseEmpty());
        assertThat(failing.failed()).isTrue();
        assertThat(wordsSeenByOthers()).isEqualTo(3);
        await(pool.close());
    }

    /** A deferred foreign key is checked at commit, which then fails and leaves all as it was. */
    @Test
    void withTheCureACommitThatFailsEndsItsTransaction() throws Exception {
        Pool pool = pool(new JdbcAutocommitDataSource(plain));
        await(
                pool.query(
                                "CREATE TABLE notes (word TEXT REFERENCES words"
                                        + " DEFERRABLE INITIALLY DEFERRED)")
                        .execute());
        Future<?> failing =
                pool.withTransaction(
                        connection ->
                                connection.query("INSERT INTO notes VALUES ('nil')").execute());
        await(failing.otherwiseEmpty());
        assertThat(failing.cause().getMessage().toLowerCase(Locale.ROOT)).contains("foreign key");
        await(pool.query("INSERT INTO words VALUES ('plain')").execute());
        assertThat(wordsSeenByOthers()).isEqualTo(1);
        await(pool.close());
    }

    private int wordsSeenByOthersAfterATransaction(DataSource source) throws Exception {
        Pool pool = pool(source);
        await(
                pool.withTransaction(
                        connection ->
                                connection
                                        .query("INSERT INTO words VALUES ('in transaction')")
                                        .execute()));
        await(pool.query("INSERT INTO words VALUES ('plain')").execute());
        int words = wordsSeenByOthers();
        await(pool.close());
        return words;
    }

    private Pool pool(DataSource source) {
        return JDBCPool.pool(vertx, source, new PoolOptions().setMaxSize(1));
    }

    private int wordsSeenByOthers() throws SQLException {
        try (Connection connection = plain.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM words")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
