package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/**
 * Times that a machine with nothing else to do reaches. They are asserted where they are asked for,
 * by {@code -Dtargets=true}; elsewhere only that nothing hangs: a busy machine decides no test.
 */
public final class Targets {
    private static final boolean ASSERTED = Boolean.getBoolean("targets");
    private static final int BUSY = 4;

    private Targets() {}

    /** How long a test looks: as the target says, or long enough to see that it works. */
    public static Duration atLength(Duration target) {
        return atLength(target, target.dividedBy(BUSY));
    }

    /**
     * @param enough to see that it works
     */
    public static Duration atLength(Duration target, Duration enough) {
        return ASSERTED ? target : enough;
    }

    /**
     * @param enough where figures do not decide
     */
    public static int number(int target, int enough) {
        return ASSERTED ? target : enough;
    }

    /**
     * Of processes that live for seconds: their start costs half as much without the optimising
     * compiler, which only pays later. Figures are measured with it.
     */
    public static List<String> jvmOptions() {
        return ASSERTED ? List.of() : List.of("-XX:TieredStopAtLevel=1");
    }

    /** Asserts a share against its target, or that most of it is well. */
    public static void assertShareBelow(
            String what, double actual, double target, double elsewhere) {
        assertThat(actual).as(what).isLessThan(ASSERTED ? target : elsewhere);
    }

    /** Asserts a time against its target, or against a multiple of it. */
    public static void assertBelow(String what, double actualMs, long targetMs) {
        assertThat(actualMs).as(what).isLessThan(ASSERTED ? targetMs : BUSY * (double) targetMs);
    }
}
