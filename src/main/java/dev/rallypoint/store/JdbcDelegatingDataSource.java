package dev.rallypoint.store;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A source whose connections are another one's, each adapted. */
abstract class JdbcDelegatingDataSource implements DataSource {
    private final DataSource source;

    JdbcDelegatingDataSource(DataSource source) {
        this.source = source;
    }

    abstract Connection adapt(Connection connection);

    /** A connection as it comes. */
    final Connection connect() throws SQLException {
        return source.getConnection();
    }

    @Override
    public final Connection getConnection() throws SQLException {
        return adapt(source.getConnection());
    }

    @Override
    public final Connection getConnection(String user, String password) throws SQLException {
        return adapt(source.getConnection(user, password));
    }

    @Override
    public final PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public final void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public final void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public final int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public final Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
