package dev.rallypoint.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One connection that writes, several that read. SQL runs on worker threads; the object belongs to
 * one loop.
 */
final class JdbcStorePool {
    private static final int WAIT_MS = 2_000;
    private static final int MAX_WAITING = 10_000;

    private final Vertx vertx;
    private final int readConnections;
    private JdbcSqlite sqlite;
    private Pool writer;
    private Pool readers;

    JdbcStorePool(Vertx vertx, JdbcSqlite sqlite, int readConnections) {
        this.vertx = vertx;
        this.readConnections = readConnections;
        connect(sqlite);
    }

    private void connect(JdbcSqlite database) {
        sqlite = database;
        writer = JDBCPool.pool(vertx, sqlite.writer(), options("store-writer", 1));
        readers = JDBCPool.pool(vertx, sqlite.reader(), options("store-readers", readConnections));
    }

    /** Callers wait a while for a connection and are then refused; the queue is bounded. */
    private static PoolOptions options(String name, int maxSize) {
        return new PoolOptions()
                .setName(name)
                .setMaxSize(maxSize)
                .setMaxWaitQueueSize(MAX_WAITING)
                .setConnectionTimeout(WAIT_MS)
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    Future<RowSet<Row>> write(String sql, Tuple parameters) {
        return named(writer.preparedQuery(sql).execute(parameters));
    }

    /** All of it or nothing. */
    <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work) {
        return named(writer.withTransaction(work));
    }

    Future<RowSet<Row>> read(String sql, Tuple parameters) {
        return named(readers.preparedQuery(sql).execute(parameters));
    }

    /** A pool that has no connection to give fails as JDBC's own pools do. */
    private static <T> Future<T> named(Future<T> result) {
        return result.recover(
                failure ->
                        Future.failedFuture(
                                failure instanceof VertxException
                                        ? new SQLTransientConnectionException(failure.getMessage())
                                        : failure));
    }

    boolean isInPlace() {
        return sqlite.isInPlace();
    }

    /** Goes on with another file; what the old connections were doing may fail. */
    Future<Void> renew(JdbcSqlite other) {
        Future<Void> closed = close();
        connect(other);
        return closed;
    }

    /** The writer last: only a connection that writes folds the journal into the file. */
    Future<Void> close() {
        Pool last = writer;
        return readers.close().eventually(last::close);
    }
}
