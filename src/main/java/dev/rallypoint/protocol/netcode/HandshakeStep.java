package dev.rallypoint.protocol.netcode;

/** What happened between a player with a genuine token and the server, in this order. */
public enum HandshakeStep {
    /** A request came whose token opened. */
    REQUEST,
    /** It was answered with a challenge; again for each repeated request. */
    CHALLENGE,
    /** The challenge came back from where it was sent to. */
    RESPONSE
}
