package dev.rallypoint.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Gives connections back to the pool in autocommit, which vertx-jdbc-client 5.0 does not: it ends a
 * transaction with {@code setAutoCommit(false)} (its issue 356), so that what the next plain
 * statement writes is never committed and keeps the database locked. Here the {@code
 * setAutoCommit(false)} that follows a commit or rollback is turned into {@code true}. A commit
 * that fails is rolled back. For the pools only: a program that runs transaction after transaction
 * without going back to autocommit, as Flyway does, would lose them.
 */
final class JdbcAutocommitDataSource extends JdbcDelegatingDataSource {
    JdbcAutocommitDataSource(DataSource source) {
        super(source);
    }

    @Override
    Connection adapt(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        JdbcAutocommitDataSource.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        new RestoreAutocommit(connection));
    }

    private static final class RestoreAutocommit implements InvocationHandler {
        private final Connection connection;
        private boolean transactionEnded;

        RestoreAutocommit(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            try {
                return switch (method.getName()) {
                    case "setAutoCommit" -> setAutoCommit((Boolean) arguments[0]);
                    case "commit" -> commit();
                    case "rollback" -> rollback(method, arguments);
                    default -> method.invoke(connection, arguments);
                };
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private Object setAutoCommit(boolean wanted) throws SQLException {
            boolean restored = wanted || transactionEnded;
            transactionEnded = false;
            connection.setAutoCommit(restored);
            return null;
        }

        private Object commit() throws SQLException {
            transactionEnded = true;
            try {
                connection.commit();
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            }
            return null;
        }

        /** A rollback to a savepoint does not end the transaction. */
        private Object rollback(Method method, Object[] arguments)
                throws ReflectiveOperationException {
            transactionEnded = method.getParameterCount() == 0;
            return method.invoke(connection, arguments);
        }
    }
}
