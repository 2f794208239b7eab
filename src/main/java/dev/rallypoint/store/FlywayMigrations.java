package dev.rallypoint.store;

import dev.rallypoint.runtime.ConfigException;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings the tables up to date: {@code db/migration/V1__….sql} and so on, each once. Blocks. */
final class FlywayMigrations {
    static final String TABLES = "classpath:db/migration";

    private FlywayMigrations() {}

    /**
     * @param locations where the migrations are: {@link #TABLES}
     * @throws SQLException if the database does not let us
     * @throws ConfigException if the file is another program's, or a newer Rallypoint's: going on
     *     could lose what it put there
     */
    static void migrate(DataSource source, Path file, String... locations) throws SQLException {
        Flyway flyway =
                Flyway.configure(FlywayMigrations.class.getClassLoader())
                        .dataSource(source)
                        .locations(locations)
                        .load();
        try {
            refuseNewer(flyway, file);
            flyway.migrate();
        } catch (FlywayException failure) {
            throw faultOf(failure, file);
        }
    }

    private static void refuseNewer(Flyway flyway, Path file) {
        for (MigrationInfo applied : flyway.info().applied()) {
            if (applied.getState() == MigrationState.FUTURE_SUCCESS) {
                String reason =
                        "a newer Rallypoint wrote it (table version " + applied.getVersion() + ")";
                throw OpeningFault.NEWER.of(file, reason, null);
            }
        }
    }

    private static ConfigException faultOf(FlywayException failure, Path file) throws SQLException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                throw sql;
            }
        }
        boolean foreign =
                failure.getErrorCode()
                        == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE;
        OpeningFault fault = foreign ? OpeningFault.FOREIGN : OpeningFault.OTHER;
        return fault.of(file, failure.getMessage(), failure);
    }
}
