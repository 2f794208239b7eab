package dev.rallypoint.store;

import dev.rallypoint.runtime.ConfigException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings the tables up to date: {@code db/migration/V1__….sql} and so on, each once. Blocks. */
final class FlywayMigrations {
    static final String TABLES = "classpath:db/migration";

    private FlywayMigrations() {}

    /**
     * @param locations where the migrations are: {@link #TABLES}
     * @throws ConfigException if a newer Rallypoint wrote the file: going on could lose what it put
     *     there
     * @throws org.flywaydb.core.api.FlywayException if a statement fails, or if an applied
     *     migration was edited
     */
    static void migrate(DataSource source, Path file, String... locations) {
        Flyway flyway =
                Flyway.configure(FlywayMigrations.class.getClassLoader())
                        .dataSource(source)
                        .locations(locations)
                        .load();
        for (MigrationInfo applied : flyway.info().applied()) {
            if (applied.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new ConfigException(
                        "store.file: the database "
                                + file.toAbsolutePath()
                                + " was written by a newer Rallypoint (table version "
                                + applied.getVersion()
                                + "). Start that version, or restore a backup from before.");
            }
        }
        flyway.migrate();
    }
}
