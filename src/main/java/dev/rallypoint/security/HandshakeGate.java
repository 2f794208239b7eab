package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import java.nio.ByteBuffer;

/**
 * Limits what makes a netcode server work hard for strangers: connection requests (each costs the
 * decryption of 1 KB) and challenge responses. First the bucket of the source, then that of the
 * node, so that one loud source cannot spend what the others need. Everything else passes: it is
 * cheap to refuse.
 */
public final class HandshakeGate implements DatagramFilter {
    private static final int TYPE_MASK = 0x0F;
    private static final int REQUEST = 0;
    private static final int RESPONSE = 3;
    private static final int RESPONSE_MIN_BYTES = 326;
    private static final int RESPONSE_MAX_BYTES = 333;

    private final SourceLimits perSource;
    private final TokenBucket nodeRule;
    private long nodeBucket = TokenBucket.FULL;

    public HandshakeGate(SourceLimits perSource, int perNodeAndSecond) {
        this.perSource = perSource;
        nodeRule = new TokenBucket(perNodeAndSecond);
    }

    @Override
    public DropReason deny(PeerAddress from, ByteBuffer datagram, long nowMs) {
        if (!isHandshake(datagram)) {
            return null;
        }
        if (!perSource.tryTake(from, nowMs)) {
            return DropReason.HANDSHAKE_SOURCE_LIMIT;
        }
        if (!nodeRule.hasToken(nodeBucket, nowMs)) {
            return DropReason.HANDSHAKE_LIMIT;
        }
        nodeBucket = nodeRule.afterTaking(nodeBucket, nowMs);
        return null;
    }

    /** A request or response of another size is refused by the netcode server before any key. */
    private static boolean isHandshake(ByteBuffer datagram) {
        if (!datagram.hasRemaining()) {
            return false;
        }
        int bytes = datagram.remaining();
        int type = datagram.get(datagram.position()) & TYPE_MASK;
        return type == REQUEST
                ? bytes == NetcodeVersion.V1_02.requestBytes()
                        || bytes == NetcodeVersion.V1_01.requestBytes()
                : type == RESPONSE && bytes >= RESPONSE_MIN_BYTES && bytes <= RESPONSE_MAX_BYTES;
    }
}
