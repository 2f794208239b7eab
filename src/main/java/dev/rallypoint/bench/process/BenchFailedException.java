package dev.rallypoint.bench.process;

/** The benchmark cannot go on; the message is for people. */
public final class BenchFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BenchFailedException(String message) {
        super(message);
    }

    public BenchFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
