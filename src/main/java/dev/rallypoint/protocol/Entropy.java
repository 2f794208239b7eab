package dev.rallypoint.protocol;

/**
 * Random bytes from outside the core: a SecureRandom in production, a seeded generator in tests.
 */
@FunctionalInterface
public interface Entropy {
    void fill(byte[] bytes);

    default long nextLong() {
        byte[] bytes = new byte[Long.BYTES];
        fill(bytes);
        return java.nio.ByteBuffer.wrap(bytes).getLong();
    }
}
