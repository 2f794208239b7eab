package dev.rallypoint.edge;

import dev.rallypoint.contract.HttpConfig;
import java.util.Optional;

/**
 * Whether this process may open as many files as the limits of its HTTP port allow. A system that
 * runs out of them first refuses everybody, operators and database included.
 */
final class FileDescriptors {
    /** Jar, database, logs, cluster, relays, operators. */
    private static final long OTHERS = 512;

    private FileDescriptors() {}

    /** Words for the log; empty if there are enough. */
    static Optional<String> shortage(HttpConfig http, long permitted) {
        long wanted = (long) http.connections() + http.eventStreams() + OTHERS;
        return permitted >= wanted
                ? Optional.empty()
                : Optional.of(
                        ("this process may open %d files, and http.connections +"
                                        + " http.eventStreams + %d others are %d: raise it (ulimit -Hn,"
                                        + " LimitNOFILE= of the service), or lower these limits")
                                .formatted(permitted, OTHERS, wanted));
    }
}
