package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;

/** A channel binding (RFC 8656 §12): a number that stands for a peer's transport address. */
final class Channel {
    /** §12: ten minutes unless refreshed. */
    static final long LIFETIME_MS = 600_000;

    private final int number;
    private final PeerAddress peer;
    private final boolean isOurs;
    private long expiresAtMs;

    Channel(int number, PeerAddress peer, boolean isOurs) {
        this.number = number;
        this.peer = peer;
        this.isOurs = isOurs;
    }

    int number() {
        return number;
    }

    PeerAddress peer() {
        return peer;
    }

    /** Whether the peer's host is one of this node's own relayed addresses. */
    boolean isOurs() {
        return isOurs;
    }

    void refresh(long nowMs) {
        expiresAtMs = nowMs + LIFETIME_MS;
    }

    boolean isAlive(long nowMs) {
        return nowMs < expiresAtMs;
    }
}
