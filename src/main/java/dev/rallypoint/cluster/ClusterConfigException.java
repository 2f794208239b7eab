package dev.rallypoint.cluster;

/**
 * A cluster file that cannot be used, where the message names the file and, if known, the line; or
 * a node that does not fit its cluster.
 */
public final class ClusterConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterConfigException(String message) {
        super(message);
    }

    public ClusterConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
