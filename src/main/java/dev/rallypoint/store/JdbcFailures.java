package dev.rallypoint.store;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What a failed statement means to the caller. */
final class JdbcFailures {
    private static final int PRIMARY_CODE_MASK = 0xff;

    private JdbcFailures() {}

    static CallOutcome outcomeOf(Throwable failure) {
        if (failure instanceof RejectedException || isConflict(failure)) {
            return CallOutcome.REFUSED;
        }
        return failure instanceof SQLException ? CallOutcome.UNAVAILABLE : CallOutcome.FAILED;
    }

    /** A {@link RejectedException}; bugs stay as they are. */
    static Throwable toRejection(Throwable failure) {
        if (isConflict(failure)) {
            return new RejectedException(ProblemCode.CONFLICT);
        }
        return outcomeOf(failure) == CallOutcome.UNAVAILABLE
                ? new RejectedException(ProblemCode.STORE_UNAVAILABLE)
                : failure;
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof SQLException sql
                && (sql.getErrorCode() & PRIMARY_CODE_MASK)
                        == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
    }
}
