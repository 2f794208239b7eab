package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;

/** One cheap question about a datagram before it reaches a protocol core. */
public interface DatagramFilter {
    /**
     * @param datagram position to limit; looked at, not changed
     * @return null = pass, else why it is dropped
     */
    DropReason deny(PeerAddress from, ByteBuffer datagram, long nowMs);
}
