package dev.rallypoint.runtime;

import dev.rallypoint.protocol.Entropy;
import java.security.SecureRandom;

/** Random bytes of the operating system's quality. Thread-safe. */
public final class SecureEntropy implements Entropy {
    private final SecureRandom random = new SecureRandom();

    @Override
    public void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
