package dev.rallypoint.store;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What a failed statement means to the caller. SQLite says it by number, PostgreSQL by state. */
final class JdbcFailures {
    /** SQLSTATE read_only_sql_transaction: a primary that became a replica, among others. */
    static final String READ_ONLY = "25006";

    /** SQLSTATE lock_not_available: it took too long to get one. */
    private static final String LOCKED = "55P03";

    private static final int PRIMARY_CODE_MASK = 0xff;

    private JdbcFailures() {}

    static CallOutcome outcomeOf(Throwable failure) {
        if (failure instanceof RejectedException || isConflict(failure) || isContended(failure)) {
            return CallOutcome.REFUSED;
        }
        return failure instanceof SQLException && !hasState(failure, "22")
                ? CallOutcome.UNAVAILABLE
                : CallOutcome.FAILED;
    }

    /** A {@link RejectedException}; bugs stay as they are. */
    static Throwable toRejection(Throwable failure) {
        if (isConflict(failure)) {
            return new RejectedException(ProblemCode.CONFLICT);
        }
        if (isContended(failure)) {
            return new RejectedException(ProblemCode.TIMEOUT, "others held what this is about");
        }
        return outcomeOf(failure) == CallOutcome.UNAVAILABLE
                ? new RejectedException(ProblemCode.STORE_UNAVAILABLE)
                : failure;
    }

    /** Whether the connection, and others to the same server, are of no use any more. */
    static boolean isConnectionLost(Throwable failure) {
        return hasState(failure, "08") || hasState(failure, "57P") || hasState(failure, READ_ONLY);
    }

    /** Whether somebody else is at what was asked for; the database itself is well. */
    static boolean isLocked(Throwable failure) {
        return hasState(failure, LOCKED);
    }

    /**
     * Whether the transaction was given up for the sake of another one, and all of it may simply be
     * done once more: SQLSTATE serialization_failure and deadlock_detected.
     */
    static boolean isContended(Throwable failure) {
        return hasState(failure, "40001") || hasState(failure, "40P01");
    }

    private static boolean isConflict(Throwable failure) {
        return hasState(failure, "23")
                || failure instanceof SQLException sql
                        && (sql.getErrorCode() & PRIMARY_CODE_MASK)
                                == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
    }

    private static boolean hasState(Throwable failure, String prefix) {
        return failure instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith(prefix);
    }
}
