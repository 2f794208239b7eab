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
    private static final int MAX_GUESTS = 1 << 20;
    private static final int GUEST_MS = 5_000;

    private final SourceLimits perSource;
    private final TokenBucket nodeRule;
    private long nodeBucket = TokenBucket.FULL;
    private int guests;
    private long guestsUntilMs;

    public HandshakeGate(SourceLimits perSource, int perNodeAndSecond) {
        this.perSource = perSource;
        nodeRule = new TokenBucket(perNodeAndSecond);
    }

    /**
     * Many are about to come, perhaps all from one address: the players of a match whose relay
     * died. So many requests more pass the bucket of their source, whoever they are of; that of the
     * node holds.
     */
    public void expect(int requests, long nowMs) {
        boolean isOver = nowMs >= guestsUntilMs;
        guests = Math.min(MAX_GUESTS, requests + (isOver ? 0 : guests));
        guestsUntilMs = nowMs + GUEST_MS;
    }

    private boolean takeGuest(long nowMs) {
        if (guests == 0 || nowMs >= guestsUntilMs) {
            return false;
        }
        guests--;
        return true;
    }

    @Override
    public DropReason deny(PeerAddress from, ByteBuffer datagram, long nowMs) {
        if (!perSource.tryTake(from, nowMs) && !takeGuest(nowMs)) {
            return DropReason.HANDSHAKE_SOURCE_LIMIT;
        }
        if (!nodeRule.hasToken(nodeBucket, nowMs)) {
            return DropReason.HANDSHAKE_LIMIT;
        }
        nodeBucket = nodeRule.afterTaking(nodeBucket, nowMs);
        return null;
    }
}
