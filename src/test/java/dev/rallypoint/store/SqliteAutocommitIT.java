package dev.rallypoint.store;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteAutocommitIT extends AutocommitBehaviour {
    @TempDir Path directory;

    @Override
    DataSource database() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + directory.resolve("test.db") + "?busy_timeout=100");
        source.setEnforceForeignKeys(true);
        return source;
    }
}
