package dev.rallypoint.store;

import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.AuditLine;
import dev.rallypoint.contract.LoginMessage.AuditLines;
import dev.rallypoint.contract.LoginMessage.ReadAudit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Table {@code audit}: who did what. Only ever grows. */
final class VertxAudit {
    private final JdbcStorePool pool;

    VertxAudit(JdbcStorePool pool) {
        this.pool = pool;
    }

    Future<Done> write(AuditEntry entry) {
        return pool.write(
                        StoreSql.WRITE_AUDIT,
                        Tuple.of(
                                entry.atMs(),
                                entry.actor(),
                                entry.action(),
                                entry.subject(),
                                entry.detail()))
                .map(new Done());
    }

    Future<AuditLines> read(ReadAudit question) {
        Tuple parameters = Tuple.of(question.beforeLineId());
        for (String filter :
                List.of(
                        question.actor().orElse(""),
                        question.action().orElse(""),
                        question.subject().orElse(""))) {
            parameters.addString(filter).addString(filter);
        }
        parameters.addInteger(question.limit());
        return pool.read(StoreSql.READ_AUDIT, parameters)
                .map(
                        rows -> {
                            List<AuditLine> lines = new ArrayList<>();
                            for (Row row : rows) {
                                lines.add(line(row));
                            }
                            return new AuditLines(lines);
                        });
    }

    private static AuditLine line(Row row) {
        return new AuditLine(
                row.getLong("entry_id"),
                new AuditEntry(
                        row.getLong("at_ms"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail")));
    }
}
