package dev.rallypoint.security;

import java.util.Locale;

/** Why a connection of an HTTP, STUN or TURN port was refused or ended; the metric's label. */
public enum CutReason {
    /** The firewall ({@code filter.deny}, bans of CIDR blocks); STUN and TURN ports only. */
    FIREWALL_DENIED,
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
