package dev.rallypoint.security;

import java.util.Locale;

/** Why an HTTP connection was refused or ended; the metric's label. */
public enum CutReason {
    /** {@code http.connections}. */
    CONNECTIONS,
    /** {@code http.connectionsPerAddress}. */
    CONNECTIONS_PER_ADDRESS,
    /** {@code http.connectsPerAddress}. */
    CONNECTS_PER_ADDRESS,
    /** {@code http.proxyProtocol}: the peer is none of {@code http.trustedProxies}. */
    NOT_A_PROXY,
    /** {@code http.headerTimeoutSeconds} or {@code http.minBytesPerSecond}. */
    SLOW_HEADER,
    /** {@code http.requestTimeoutSeconds} or {@code http.minBytesPerSecond}. */
    SLOW_BODY,
    /** {@code http.minBytesPerSecond}: does not take its answer. */
    SLOW_READER;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
