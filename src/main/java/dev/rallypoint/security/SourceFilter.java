package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;

/** Limits the datagrams of one source address, whatever they are. */
public final class SourceFilter implements DatagramFilter {
    private final SourceLimits perSource;

    public SourceFilter(SourceLimits perSource) {
        this.perSource = perSource;
    }

    @Override
    public DropReason deny(PeerAddress from, ByteBuffer datagram, long nowMs) {
        return perSource.tryTake(from, nowMs) ? null : DropReason.SOURCE_LIMIT;
    }
}
