package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;

/** What lets one peer's host and a client exchange data (RFC 8656 §9). Ports do not matter. */
final class Permission {
    /** §9: MUST be 300 seconds. */
    static final long LIFETIME_MS = 300_000;

    private static final int REMEMBERED_PORTS = 4;

    private final PeerAddress host;
    private final boolean isOurs;
    private final PeerAddress[] recent = new PeerAddress[REMEMBERED_PORTS];
    private long expiresAtMs;

    /**
     * @param isOurs whether the host is one of this node's own relayed addresses
     */
    Permission(PeerAddress host, boolean isOurs) {
        this.host = host.withPort(0);
        this.isOurs = isOurs;
    }

    PeerAddress host() {
        return host;
    }

    boolean isOurs() {
        return isOurs;
    }

    void refresh(long nowMs) {
        expiresAtMs = nowMs + LIFETIME_MS;
    }

    boolean isAlive(long nowMs) {
        return nowMs < expiresAtMs;
    }

    /** The host with a port; the same object again for the last few, so that sending makes none. */
    PeerAddress peer(int port) {
        for (PeerAddress known : recent) {
            if (known != null && known.port() == port) {
                return known;
            }
        }
        System.arraycopy(recent, 0, recent, 1, REMEMBERED_PORTS - 1);
        recent[0] = host.withPort(port);
        return recent[0];
    }
}
