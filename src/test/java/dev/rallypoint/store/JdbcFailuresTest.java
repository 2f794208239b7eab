package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;

class JdbcFailuresTest {
    static Stream<Exception> outages() {
        return Stream.of(
                sqlite(SQLiteErrorCode.SQLITE_FULL),
                sqlite(SQLiteErrorCode.SQLITE_BUSY),
                sqlite(SQLiteErrorCode.SQLITE_READONLY),
                sqlite(SQLiteErrorCode.SQLITE_IOERR_WRITE),
                sqlite(SQLiteErrorCode.SQLITE_CORRUPT),
                new SQLTransientConnectionException("Timeout waiting for connection"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void whatTheDiskOrThePoolRefusesIsStoreUnavailable(Exception failure) {
        assertThat(JdbcFailures.outcomeOf(failure)).isEqualTo(CallOutcome.UNAVAILABLE);
        assertThat(code(failure)).isEqualTo(ProblemCode.STORE_UNAVAILABLE);
    }

    @Test
    void aLockThatSomebodyElseKeepsIsToldFromADatabaseThatIsAway() {
        SQLException failure = new SQLException("canceling statement due to lock timeout", "55P03");
        assertThat(JdbcFailures.isLocked(failure)).isTrue();
        assertThat(code(failure)).isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        assertThat(outages().filter(JdbcFailures::isLocked)).isEmpty();
    }

    @Test
    void aBrokenConstraintIsAConflict() {
        SQLException failure = sqlite(SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY);
        assertThat(JdbcFailures.outcomeOf(failure)).isEqualTo(CallOutcome.REFUSED);
        assertThat(code(failure)).isEqualTo(ProblemCode.CONFLICT);
    }

    /** Nor is it dropped for ever by what waits for the database. */
    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void aTransactionGivenUpForAnotherIsNoOutage(String state) {
        SQLException failure = new SQLException("deadlock detected", state);
        assertThat(JdbcFailures.isContended(failure)).isTrue();
        assertThat(JdbcFailures.outcomeOf(failure)).isEqualTo(CallOutcome.REFUSED);
        assertThat(code(failure)).isEqualTo(ProblemCode.TIMEOUT);
    }

    @Test
    void aRefusalStaysWhatItIs() {
        RejectedException failure = new RejectedException(ProblemCode.PLAYER_NOT_FOUND);
        assertThat(JdbcFailures.outcomeOf(failure)).isEqualTo(CallOutcome.REFUSED);
        assertThat(JdbcFailures.toRejection(failure)).isSameAs(failure);
    }

    @Test
    void aBugIsNotDressedUpAsAnOutage() {
        IllegalStateException failure = new IllegalStateException("bug");
        assertThat(JdbcFailures.outcomeOf(failure)).isEqualTo(CallOutcome.FAILED);
        assertThat(JdbcFailures.toRejection(failure)).isSameAs(failure);
    }

    private static SQLException sqlite(SQLiteErrorCode code) {
        return new SQLException(code.message, null, code.code);
    }

    private static ProblemCode code(Exception failure) {
        return ((RejectedException) JdbcFailures.toRejection(failure)).rejection().code();
    }
}
