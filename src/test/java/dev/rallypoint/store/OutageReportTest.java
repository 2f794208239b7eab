package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutageReportTest {
    private final OutageReport report = new OutageReport();

    @Test
    void theFirstFailureIsReportedAtOnce() {
        assertThat(report.onFailure(5)).hasValue(1);
    }

    @Test
    void aRunningOutageIsReportedEveryTenSecondsWithItsCount() {
        report.onFailure(0);
        assertThat(report.onFailure(1)).isEmpty();
        assertThat(report.onFailure(9_999)).isEmpty();
        assertThat(report.onFailure(10_000)).hasValue(3);
        assertThat(report.onFailure(19_999)).isEmpty();
    }
}
