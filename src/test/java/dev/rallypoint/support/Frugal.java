package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;

/**
 * Holds a decoder to what it may allocate: a few bytes from outside must not buy memory. For fuzz
 * targets. The first calls of a kind load classes, so a step that seems to take too much is taken a
 * few times more, and the least counts; it must not change anything that it depends on.
 */
public final class Frugal {
    private static final AllocationMeter METER = new AllocationMeter();

    /**
     * Exceptions with their stacks, maps of a few entries. While inputs are tried, Jazzer's hooks
     * in the regular expressions allocate much more than what is looked at.
     */
    private static final long BASE_BYTES = Boolean.getBoolean("JAZZER_FUZZ") ? 8 << 20 : 256 << 10;

    private static final int ATTEMPTS = 4;

    private Frugal() {}

    /**
     * @param inputBytes of what is decoded
     * @param factor heap bytes that a byte of input may cost
     */
    public static <T> T decode(int inputBytes, int factor, Supplier<T> step) {
        long limit = BASE_BYTES + (long) inputBytes * factor;
        Measured<T> least = new Measured<>(step);
        for (int i = 0; i < ATTEMPTS && least.bytes > limit; i++) {
            least = new Measured<>(step);
        }
        assertThat(least.bytes)
                .as("bytes allocated for %d bytes of input", inputBytes)
                .isLessThanOrEqualTo(limit);
        return least.result;
    }

    private static final class Measured<T> {
        private final long bytes;
        private T result;

        Measured(Supplier<T> step) {
            METER.take();
            METER.measure(() -> result = step.get());
            bytes = METER.take();
        }
    }
}
