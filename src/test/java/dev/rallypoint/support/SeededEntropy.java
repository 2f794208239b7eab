package dev.rallypoint.support;

import dev.rallypoint.protocol.Entropy;
import java.util.Random;

/** Random bytes that a seed repeats. For tests only. */
public final class SeededEntropy implements Entropy {
    private final Random random;

    public SeededEntropy(long seed) {
        random = new Random(seed);
    }

    @Override
    public void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
