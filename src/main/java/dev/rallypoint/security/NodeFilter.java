package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;

/**
 * Limits the connection requests of a whole relay, those with a mark and those without apart: so a
 * flood of forged tokens takes nothing from players.
 */
final class NodeFilter implements DatagramFilter {
    private TokenBucket marked;
    private TokenBucket unmarked;
    private long markedBucket = TokenBucket.FULL;
    private long unmarkedBucket = TokenBucket.FULL;

    void setRates(int markedPerSecond, int unmarkedPerSecond) {
        marked = new TokenBucket(markedPerSecond);
        unmarked = new TokenBucket(unmarkedPerSecond);
    }

    @Override
    public DropReason deny(PeerAddress from, long mark, long nowMs) {
        return mark == NO_MARK ? denyUnmarked(nowMs) : denyMarked(nowMs);
    }

    private DropReason denyMarked(long nowMs) {
        if (!marked.hasToken(markedBucket, nowMs)) {
            return DropReason.HANDSHAKE_LIMIT;
        }
        markedBucket = marked.afterTaking(markedBucket, nowMs);
        return null;
    }

    private DropReason denyUnmarked(long nowMs) {
        if (!unmarked.hasToken(unmarkedBucket, nowMs)) {
            return DropReason.HANDSHAKE_UNMARKED_LIMIT;
        }
        unmarkedBucket = unmarked.afterTaking(unmarkedBucket, nowMs);
        return null;
    }
}
