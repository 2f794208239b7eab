package dev.rallypoint.turn.server;

import java.util.Locale;

/** What a client speaks to the server over: the protocol of its 5-tuple (RFC 8656 §2). */
public enum ClientTransport {
    UDP,
    TCP,
    TLS;

    /** The metric label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
