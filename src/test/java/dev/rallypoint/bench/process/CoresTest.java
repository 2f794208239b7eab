package dev.rallypoint.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CoresTest {
    @Test
    void readsTheKernelsListOfCores() {
        assertThat(Cores.parse("0-3,8")).containsExactly(0, 1, 2, 3, 8);
        assertThat(Cores.parse("5")).containsExactly(5);
    }

    @Test
    void pinsACommandOnlyWhereThereIsACore() {
        assertThat(Cores.pinned(OptionalInt.of(3), List.of("java", "-jar")))
                .containsExactly("taskset", "-c", "3", "java", "-jar");
        assertThat(Cores.pinned(OptionalInt.empty(), List.of("java"))).containsExactly("java");
    }
}
