package dev.rallypoint.relay;

import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.security.TokenBucket;
import java.nio.ByteBuffer;

/**
 * Whether datagrams arrive faster than they are handled. A batch that leaves datagrams in the
 * kernel is no news; a queue that was not emptied for {@link #TOLERATED_MS} is, because it only
 * grows from there. It is over once the queue was emptied by every batch for {@link #CALM_MS}: not
 * at the first one, or handshakes would be let in and shed in turns.
 */
final class Overload {
    static final long TOLERATED_MS = 20;
    static final long CALM_MS = 100;

    /** After an overload: keep-alives at the full rate may be what brings the next one. */
    static final long SPARING_MS = 10_000;

    /** As many as newcomers are let in to ask (PacketGate). */
    private static final int RESPONSES_PER_SECOND = 200;

    private static final long NEVER = Long.MIN_VALUE;

    private final TokenBucket responses = new TokenBucket(RESPONSES_PER_SECOND);
    private long responseBucket = TokenBucket.FULL;

    private long behindSinceMs = NEVER;
    private long lastBehindMs;
    private boolean overloaded;
    private long sparingUntilMs = NEVER;

    /** A batch was handled, and the kernel holds more. */
    void onBehind(long nowMs) {
        // After such a pause this is another queue: the last batch may have emptied the first
        // unseen.
        if (behindSinceMs == NEVER || nowMs - lastBehindMs >= CALM_MS) {
            behindSinceMs = nowMs;
        }
        lastBehindMs = nowMs;
        overloaded |= nowMs - behindSinceMs >= TOLERATED_MS;
        if (overloaded) {
            sparingUntilMs = nowMs + SPARING_MS;
        }
    }

    /** A batch was handled, and the kernel holds nothing. */
    void onEmptied() {
        behindSinceMs = NEVER;
    }

    boolean isOn(long nowMs) {
        if (overloaded && nowMs - lastBehindMs >= CALM_MS) {
            overloaded = false;
        }
        return overloaded;
    }

    /** Whether, during an overload, a datagram is one of too many responses. */
    boolean shedsResponse(ByteBuffer datagram, long nowMs) {
        if (!NetcodeServer.isResponse(datagram)) {
            return false;
        }
        if (!responses.hasToken(responseBucket, nowMs)) {
            return true;
        }
        responseBucket = responses.afterTaking(responseBucket, nowMs);
        return false;
    }

    /** Whether what is not urgent should be left out: during an overload and some time after. */
    boolean isSparing(long nowMs) {
        return nowMs < sparingUntilMs;
    }
}
