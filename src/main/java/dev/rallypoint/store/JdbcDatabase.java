package dev.rallypoint.store;

import java.sql.SQLException;
import java.util.Optional;

/** An open database, up to date. Its methods may block. */
interface JdbcDatabase {
    /** A database that can be opened; its text names it in the log, without secrets. */
    interface Door {
        /**
         * Checks it and brings its tables up to date.
         *
         * @throws dev.rallypoint.runtime.ConfigException if it can never be used as it is set
         * @throws SQLException if it is away and may come back
         */
        JdbcDatabase open() throws SQLException;

        /** Whether there is something to open again, after it was lost. */
        boolean isThere();
    }

    JdbcConnections writer();

    /** May be the ones that write. */
    JdbcConnections reader();

    /** For reads that may lag, unless that makes no difference. */
    Optional<JdbcConnections> replica();

    /** Whether others write at the same time: other connections, other nodes. */
    boolean isShared();

    /** Whether what was opened is still what its name stands for. */
    boolean isInPlace();
}
