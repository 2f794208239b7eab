package dev.rallypoint.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Gives connections that outlive their server. Vert.x's pool keeps every connection for ever, also
 * a dead one; here it holds a proxy, which connects anew, between transactions, when its connection
 * is closed or older than the last {@link #renewAll}. Connections are used by one thread at a time.
 */
final class JdbcRenewingDataSource extends JdbcDelegatingDataSource {
    private final AtomicLong generation = new AtomicLong();

    JdbcRenewingDataSource(DataSource source) {
        super(source);
    }

    /**
     * One connection turned out to be dead: the others, opened at the same server, are not trusted
     * any more. Those in a transaction go on until it ends.
     */
    void renewAll() {
        generation.incrementAndGet();
    }

    @Override
    Connection adapt(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        JdbcRenewingDataSource.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        new Renewal(connection));
    }

    private final class Renewal implements InvocationHandler {
        private Connection connection;
        private long openedIn = generation.get();
        private boolean inTransaction;

        Renewal(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (name.equals("setAutoCommit") && (Boolean) arguments[0]) {
                return endTransaction();
            }
            if (!inTransaction && !name.equals("close") && !name.equals("isClosed")) {
                renewIfDead();
            }
            try {
                Object result = method.invoke(connection, arguments);
                inTransaction |= name.equals("setAutoCommit");
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        /** What is dead has no transaction to end. */
        private Object endTransaction() throws SQLException {
            inTransaction = false;
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
            return null;
        }

        private void renewIfDead() throws SQLException {
            long now = generation.get();
            if (openedIn == now && !connection.isClosed()) {
                return;
            }
            connection.close();
            connection = connect();
            openedIn = now;
        }
    }
}
