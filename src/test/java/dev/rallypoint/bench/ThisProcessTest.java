package dev.rallypoint.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ThisProcessTest {
    @Test
    void readsTheCoresAProcessMayUse() {
        String status = "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t0-3,7\nThreads:\t9\n";

        assertThat(ThisProcess.allowed(status)).isEqualTo("0-3,7");
    }

    @Test
    void refusesATextWithoutThem() {
        assertThatIllegalArgumentException().isThrownBy(() -> ThisProcess.allowed("Name:\tjava\n"));
    }
}
