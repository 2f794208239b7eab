package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;

/** Decides about datagrams of addresses without a session. Belongs to one event loop. */
public interface DatagramFilter {
    /** The mark of a datagram that proves nothing. */
    long NO_MARK = 0;

    /**
     * @param mark of the connect token that the datagram carries, which somebody in this cluster
     *     made: whatever its source address is, it is not forged blindly; or {@link #NO_MARK}
     * @return null = go on, else why it is dropped
     */
    DropReason deny(PeerAddress from, long mark, long nowMs);
}
