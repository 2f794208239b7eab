package dev.rallypoint.cluster;

/** A cluster file that cannot be used; the message names the file and, where known, the line. */
public final class ClusterConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
