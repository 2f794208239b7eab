package dev.rallypoint.contract;

/** The database. */
public record StoreConfig(
        @Setting(
                        value = "true",
                        why =
                                "Whether this node opens the database; false = it asks a node of its"
                                        + " cluster that does. With SQLite the first node with true"
                                        + " keeps the file: set false on the others.")
                boolean enabled,
        @Setting(
                        value = "",
                        why =
                                "jdbc:postgresql://host:port/database, equal on all nodes; empty ="
                                        + " the SQLite file.")
                String url,
        @Setting(value = "", why = "PostgreSQL role that owns the database.") String user,
        @Setting(
                        value = "",
                        secret = true,
                        why = "Its password; never part of the URL, which is shown.")
                String password,
        @Setting(
                        value = "8",
                        min = 1,
                        max = 16,
                        unit = "connections",
                        why =
                                "Connections of this node to PostgreSQL; all nodes together must"
                                        + " stay under its max_connections.")
                int connections,
        @Setting(
                        value = "",
                        why =
                                "A replica of the same database for reads that may lag: profiles;"
                                        + " empty = store.url. While it is away store.url is"
                                        + " read.")
                String readUrl,
        @Setting(value = "rallypoint.db", why = "SQLite file, relative to node.dataDirectory.")
                String file,
        @Setting(
                        value = "4",
                        min = 1,
                        max = 16,
                        unit = "connections",
                        why =
                                "Connections for reading: of the SQLite file, which has one writer,"
                                        + " or to the replica.")
                int readConnections,
        @Setting(
                        value = "100000",
                        min = 100,
                        max = 10_000_000,
                        unit = "records",
                        why =
                                "What waits in the cluster to be written while the database is away;"
                                        + " above it the oldest are dropped and counted. About 1 KB"
                                        + " each, on two nodes.")
                int outboxCapacity) {
    @Override
    public String toString() {
        return "Store[enabled=" + enabled + ", url=" + url + ", file=" + file + "]";
    }
}
