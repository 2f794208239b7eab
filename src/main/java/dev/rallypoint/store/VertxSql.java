package dev.rallypoint.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Statements within one transaction. */
record VertxSql(SqlConnection connection) {
    /** A value may be null, which is SQL's NULL. */
    Future<RowSet<Row>> run(String sql, Object... values) {
        return run(sql, Arrays.asList(values));
    }

    Future<RowSet<Row>> run(String sql, List<?> values) {
        return connection
                .preparedQuery(sql, JdbcPool.ROWS_ASKED_FOR)
                .execute(Tuple.tuple(new ArrayList<>(values)));
    }

    Future<Void> runAll(String sql, List<Tuple> rows) {
        return rows.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(sql, JdbcPool.ROWS_ASKED_FOR)
                        .executeBatch(rows)
                        .mapEmpty();
    }

    static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        List<T> all = new ArrayList<>();
        for (Row row : rows) {
            all.add(read.apply(row));
        }
        return List.copyOf(all);
    }

    static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    /** A tuple whose values may be null. */
    static Tuple row(Object... values) {
        return Tuple.tuple(new ArrayList<>(Arrays.asList(values)));
    }
}
