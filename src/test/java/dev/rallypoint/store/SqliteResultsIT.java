package dev.rallypoint.store;

import dev.rallypoint.contract.StoreConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

class SqliteResultsIT extends ResultsBehaviour {
    @Override
    StoreConfig database() {
        return StoreNode.SQLITE;
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve("data").resolve("rallypoint.db"));
    }
}
