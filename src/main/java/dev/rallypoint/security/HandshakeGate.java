package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;

/**
 * Limits what makes a netcode server work hard for strangers: connection requests, each of which
 * costs the decryption of 1 KB. First the bucket of the source, then that of the node, so that one
 * loud source cannot spend what the others need. To be asked right before the decryption: what is
 * refused for less must not spend it either. A response is not limited: only who was answered with
 * a challenge can send one that costs anything.
 */
public final class HandshakeGate implements DatagramFilter {
    private final SourceLimits perSource;
    private final TokenBucket nodeRule;
    private long nodeBucket = TokenBucket.FULL;

    public HandshakeGate(SourceLimits perSource, int perNodeAndSecond) {
        this.perSource = perSource;
        nodeRule = new TokenBucket(perNodeAndSecond);
    }

    @Override
    public DropReason deny(PeerAddress from, ByteBuffer datagram, long nowMs) {
        if (!perSource.tryTake(from, nowMs)) {
            return DropReason.HANDSHAKE_SOURCE_LIMIT;
        }
        if (!nodeRule.hasToken(nodeBucket, nowMs)) {
            return DropReason.HANDSHAKE_LIMIT;
        }
        nodeBucket = nodeRule.afterTaking(nodeBucket, nowMs);
        return null;
    }
}
