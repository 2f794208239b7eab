package dev.rallypoint.store;

import dev.rallypoint.runtime.EpochClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pools of the database that is open now: one that writes, one that reads (SQLite), one of a
 * replica (PostgreSQL). Belongs to one loop.
 */
final class JdbcStorePool {
    /** Of one database. */
    private record Pools(
            JdbcDatabase database, JdbcPool writer, JdbcPool reader, Optional<JdbcPool> replica) {}

    private final Vertx vertx;
    private final EpochClock clock;
    private Optional<Pools> pools = Optional.empty();

    /** Without a database yet: whatever is asked is refused. */
    JdbcStorePool(Vertx vertx, EpochClock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Goes on with this database; what the old connections were doing may fail. */
    Future<Void> use(JdbcDatabase database) {
        Future<Void> closed = close();
        JdbcPool writer = pool(database.writer());
        JdbcPool reader =
                database.reader().equals(database.writer()) ? writer : pool(database.reader());
        pools =
                Optional.of(
                        new Pools(database, writer, reader, database.replica().map(this::pool)));
        return closed;
    }

    private JdbcPool pool(JdbcConnections connections) {
        return new JdbcPool(vertx, clock, connections);
    }

    Future<RowSet<Row>> write(String sql, Tuple parameters) {
        return with(all -> all.writer().run(sql, parameters));
    }

    /** All of it or nothing; nobody is erased meanwhile. */
    <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work) {
        return with(
                all ->
                        all.database().isShared()
                                ? inTransaction(all, List.of(PrivacySql.HOLD_ERASURES_OFF), work)
                                : all.writer().inTransaction(work));
    }

    /**
     * All of it or nothing, and no other transaction of ours meanwhile. Waits for the others a
     * moment only, and fails then.
     */
    <T> Future<T> aloneInTransaction(Function<SqlConnection, Future<T>> work) {
        return with(
                all ->
                        inTransaction(
                                all,
                                all.database().isShared()
                                        ? List.of(PrivacySql.HURRY, PrivacySql.ERASE_ALONE)
                                        : List.of(PrivacySql.ERASE_ALONE),
                                work));
    }

    private static <T> Future<T> inTransaction(
            Pools all, List<String> first, Function<SqlConnection, Future<T>> work) {
        return all.writer()
                .inTransaction(
                        connection -> {
                            VertxSql sql = new VertxSql(connection);
                            Future<?> begun = Future.succeededFuture();
                            for (String statement : first) {
                                begun = begun.compose(before -> sql.run(statement));
                            }
                            return begun.compose(held -> work.apply(connection));
                        });
    }

    Future<RowSet<Row>> read(String sql, Tuple parameters) {
        return with(all -> all.reader().run(sql, parameters));
    }

    /** From a replica if there is one and it answers: what was just written may be missing. */
    Future<RowSet<Row>> readLagging(String sql, Tuple parameters) {
        return with(
                all ->
                        all.replica()
                                .map(replica -> replica.run(sql, parameters))
                                .orElseGet(() -> Future.failedFuture("no replica"))
                                .recover(failure -> all.reader().run(sql, parameters)));
    }

    private <T> Future<T> with(Function<Pools, Future<T>> call) {
        return pools.map(call)
                .orElseGet(
                        () ->
                                Future.failedFuture(
                                        new SQLTransientConnectionException("it is not open")));
    }

    boolean isOpen() {
        return pools.isPresent();
    }

    /** Blocks. */
    boolean isInPlace() {
        return pools.map(all -> all.database().isInPlace()).orElse(false);
    }

    /** The writer last: only a connection that writes folds SQLite's journal into the file. */
    Future<Void> close() {
        Optional<Pools> open = pools;
        pools = Optional.empty();
        return open.map(
                        all ->
                                all.replica()
                                        .map(JdbcPool::close)
                                        .orElseGet(Future::succeededFuture)
                                        .eventually(all.reader()::close)
                                        .eventually(all.writer()::close))
                .orElseGet(Future::succeededFuture);
    }
}
