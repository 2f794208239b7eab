package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;

/**
 * Two addresses and two ports of a server, seen from where a request came to (RFC 5780 §6.1, table
 * 1).
 *
 * @param asked Da:Dp, what the client sent its request to
 * @param other Ca:Cp, the other address with the other port
 */
public record BehaviorAddresses(PeerAddress asked, PeerAddress other) {
    /** Where the answer comes from. */
    public PeerAddress source(ChangeRequest change) {
        PeerAddress host = change.ip() ? other : asked;
        return host.withPort(change.port() ? other.port() : asked.port());
    }
}
