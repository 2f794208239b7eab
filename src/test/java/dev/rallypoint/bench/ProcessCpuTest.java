package dev.rallypoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessCpuTest {
    private static final String AFTER_NAME =
            " S 1 2 3 4 5 6 7 8 9 10 1234 766 99 98 20 0 4 0 55 66 77";

    @Test
    void addsUserAndKernelTimeInHundredthsOfASecond() {
        assertThat(ProcessCpu.nanos("42 (turnserver)" + AFTER_NAME)).isEqualTo(20_000_000_000L);
    }

    @Test
    void aNameMayHoldSpacesAndBrackets() {
        assertThat(ProcessCpu.nanos("42 (a) R 1 (b)" + AFTER_NAME)).isEqualTo(20_000_000_000L);
    }
}
