package dev.rallypoint.store;

import dev.rallypoint.runtime.ConfigException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings the tables up to date: {@code db/migration/sqlite/V1__….sql} and so on, each once, under
 * Flyway's lock where several nodes start together. Blocks.
 */
final class FlywayMigrations {
    static final String SQLITE = "classpath:db/migration/sqlite";
    static final String POSTGRESQL = "classpath:db/migration/postgresql";

    private FlywayMigrations() {}

    /**
     * @param database how messages name it
     * @param locations where the migrations are: {@link #SQLITE} or {@link #POSTGRESQL}
     * @throws SQLException if the database does not let us
     * @throws ConfigException if it is another program's, or a newer Rallypoint's: going on could
     *     lose what it put there
     */
    static void migrate(DataSource source, String database, String... locations)
            throws SQLException {
        Flyway flyway =
                Flyway.configure(FlywayMigrations.class.getClassLoader())
                        .dataSource(source)
                        .locations(locations)
                        .load();
        try {
            refuseNewer(flyway, database);
            flyway.migrate();
        } catch (FlywayException failure) {
            throw faultOf(failure, database);
        }
    }

    private static void refuseNewer(Flyway flyway, String database) {
        for (MigrationInfo applied : flyway.info().applied()) {
            if (applied.getState() == MigrationState.FUTURE_SUCCESS) {
                String reason =
                        "a newer Rallypoint wrote it (table version " + applied.getVersion() + ")";
                throw OpeningFault.NEWER.of(database, reason, null);
            }
        }
    }

    private static ConfigException faultOf(FlywayException failure, String database)
            throws SQLException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                throw sql;
            }
        }
        boolean foreign =
                failure.getErrorCode()
                        == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE;
        OpeningFault fault = foreign ? OpeningFault.FOREIGN : OpeningFault.OTHER;
        return fault.of(database, failure.getMessage(), failure);
    }
}
