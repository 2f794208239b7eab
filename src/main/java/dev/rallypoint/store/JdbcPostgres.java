package dev.rallypoint.store;

import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.runtime.ConfigException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL database, which every node of a cluster opens for itself, and its replica. */
final class JdbcPostgres implements JdbcDatabase {
    private static final int CONNECT_SECONDS = 2;

    /** Under the bus's five seconds: who asks hears that the database does not answer. */
    private static final int ANSWER_SECONDS = 4;

    /**
     * Under {@link #ANSWER_SECONDS}: a statement whose caller has left would stay in a queue, and
     * all others behind it. A node that hangs in a transaction loses it and its locks, long before
     * TCP gives up.
     */
    private static final String PATIENCE =
            "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000";

    /** A migration may rewrite a table, or wait for another node that does. */
    private static final int MIGRATION_SECONDS = 600;

    private final JdbcConnections writer;
    private final Optional<JdbcConnections> replica;

    private JdbcPostgres(StoreConfig config, PostgresUrl url, Optional<PostgresUrl> readUrl) {
        writer = new JdbcConnections("store-writer", config.connections(), impatient(config, url));
        replica =
                readUrl.map(
                        other ->
                                new JdbcConnections(
                                        "store-replica",
                                        config.readConnections(),
                                        impatient(config, other)));
    }

    /**
     * @throws ConfigException if a URL is none
     */
    static Door at(StoreConfig config) {
        PostgresUrl url = PostgresUrl.of("store.url", config.url());
        Optional<PostgresUrl> readUrl =
                Optional.of(config.readUrl())
                        .filter(text -> !text.isBlank())
                        .map(text -> PostgresUrl.of("store.readUrl", text))
                        .filter(other -> !other.url().equals(config.url()));
        return new Door() {
            @Override
            public JdbcDatabase open() throws SQLException {
                prepare(source(config, url, MIGRATION_SECONDS), url);
                return new JdbcPostgres(config, url, readUrl);
            }

            @Override
            public boolean isThere() {
                return true;
            }

            @Override
            public String toString() {
                return "url=" + url.where();
            }
        };
    }

    /** The URL's own options come last, so that they win. */
    private static DataSource impatient(StoreConfig config, PostgresUrl url) {
        PGSimpleDataSource source = source(config, url, ANSWER_SECONDS);
        String own = Optional.ofNullable(source.getOptions()).orElse("");
        source.setOptions((PATIENCE + " " + own).strip());
        return source;
    }

    private static PGSimpleDataSource source(
            StoreConfig config, PostgresUrl url, int answerSeconds) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setApplicationName("rallypoint");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS + 1);
        source.setSocketTimeout(answerSeconds);
        source.setTcpKeepAlive(true);
        // Last, so that its parameters win.
        source.setUrl(url.url());
        if (!config.user().isBlank()) {
            source.setUser(config.user());
        }
        if (!config.password().isEmpty()) {
            source.setPassword(config.password());
        }
        return source;
    }

    private static void prepare(DataSource source, PostgresUrl url) throws SQLException {
        try {
            refuseReplica(source);
            FlywayMigrations.migrate(source, url.name(), FlywayMigrations.POSTGRESQL);
        } catch (SQLException e) {
            Optional<OpeningFault> fault = faultOf(e);
            if (fault.isPresent()) {
                throw fault.get().of(url.name(), e.getMessage(), e);
            }
            throw e;
        }
    }

    /** It may be promoted yet. */
    private static void refuseReplica(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            if (answer.next() && answer.getBoolean(1)) {
                throw new SQLException(
                        "it is a replica, which cannot be written; store.url must name the primary",
                        JdbcFailures.READ_ONLY);
            }
        }
    }

    /** What an operator must change; empty for what may pass. */
    private static Optional<OpeningFault> faultOf(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (state.startsWith("28")) {
            return Optional.of(OpeningFault.WRONG_LOGIN);
        }
        if (state.equals("3D000")) {
            return Optional.of(OpeningFault.NO_DATABASE);
        }
        if (state.equals("42501")) {
            return Optional.of(OpeningFault.NO_RIGHTS);
        }
        return Optional.empty();
    }

    @Override
    public JdbcConnections writer() {
        return writer;
    }

    @Override
    public JdbcConnections reader() {
        return writer;
    }

    @Override
    public Optional<JdbcConnections> replica() {
        return replica;
    }

    /** Wherever its name leads. */
    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean isInPlace() {
        return true;
    }
}
