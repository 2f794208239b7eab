package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.StunMessage;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Reads Send indications (RFC 8656 §11.2) without making an object for one: after {@link #read} its
 * fields are the indication's until the next one. Belongs to one thread.
 */
final class SendIndication {
    /** The message type: method 0x006, class indication. */
    static final int TYPE = 0x0016;

    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int LENGTH_AT = 2;
    private static final int COOKIE_AT = 4;
    private static final int IPV4_VALUE_BYTES = 8;
    private static final int IPV6_VALUE_BYTES = 20;
    private static final int IPV4 = 0x01;
    private static final int IPV6 = 0x02;
    private static final int FINGERPRINT_BYTES = 8;
    private static final int FINGERPRINT_XOR = 0x5354_554E;
    private static final int ABSENT = -1;

    private final boolean knowsDontFragment;
    private final CRC32 crc = new CRC32();
    private long peerHigh;
    private long peerLow;
    private int peerPort;
    private int dataAt;
    private int dataBytes;
    private boolean dontFragment;
    private boolean hasPeer;

    SendIndication(boolean knowsDontFragment) {
        this.knowsDontFragment = knowsDontFragment;
    }

    /** Whether a datagram begins like one. */
    static boolean isOne(ByteBuffer message) {
        return message.remaining() >= StunMessage.HEADER_BYTES
                && message.getShort(message.position()) == TYPE
                && message.getInt(message.position() + COOKIE_AT) == StunMessage.MAGIC_COOKIE;
    }

    /**
     * Whether it is well formed and complete: DATA and XOR-PEER-ADDRESS are there, and no
     * comprehension-required attribute is unknown.
     *
     * @param message one that {@link #isOne}, position to limit
     */
    boolean read(ByteBuffer message) {
        int from = message.position();
        int length = Short.toUnsignedInt(message.getShort(from + LENGTH_AT));
        if (length + StunMessage.HEADER_BYTES != message.remaining() || length % 4 != 0) {
            return false;
        }
        dataAt = ABSENT;
        dontFragment = false;
        hasPeer = false;
        int at = from + StunMessage.HEADER_BYTES;
        while (at < message.limit()) {
            int next = at + ATTRIBUTE_HEADER_BYTES + padded(lengthAt(message, at));
            if (next > message.limit() || !take(message, from, at)) {
                return false;
            }
            at = next;
        }
        return dataAt != ABSENT && hasPeer;
    }

    private static int padded(int bytes) {
        return bytes + 3 & ~3;
    }

    private static int lengthAt(ByteBuffer message, int at) {
        return Short.toUnsignedInt(message.getShort(at + Short.BYTES));
    }

    /** Of several attributes of one type the first counts (RFC 8489 §14). */
    private boolean take(ByteBuffer message, int from, int at) {
        int type = Short.toUnsignedInt(message.getShort(at));
        switch (type) {
            case AttributeType.XOR_PEER_ADDRESS:
                return hasPeer || takePeer(message, from, at);
            case AttributeType.DATA:
                if (dataAt == ABSENT) {
                    dataAt = at + ATTRIBUTE_HEADER_BYTES;
                    dataBytes = lengthAt(message, at);
                }
                return true;
            case AttributeType.DONT_FRAGMENT:
                dontFragment = true;
                return knowsDontFragment;
            case AttributeType.FINGERPRINT:
                return isFingerprint(message, from, at);
            default:
                return !AttributeType.isComprehensionRequired(type)
                        || AttributeType.isKnownToTurn(type);
        }
    }

    private boolean takePeer(ByteBuffer message, int from, int at) {
        int value = at + ATTRIBUTE_HEADER_BYTES;
        int length = lengthAt(message, at);
        int family = length < IPV4_VALUE_BYTES ? 0 : message.get(value + 1);
        if (family == IPV4 && length == IPV4_VALUE_BYTES) {
            peerHigh = 0;
            peerLow = PeerAddress.ipv4Low(message.getInt(value + 4) ^ StunMessage.MAGIC_COOKIE);
        } else if (family == IPV6 && length == IPV6_VALUE_BYTES) {
            // RFC 8489 §14.2: the mask is the cookie, then the transaction id.
            peerHigh = message.getLong(value + 4) ^ message.getLong(from + COOKIE_AT);
            peerLow = message.getLong(value + 12) ^ message.getLong(from + COOKIE_AT + Long.BYTES);
        } else {
            return false;
        }
        int mask = StunMessage.MAGIC_COOKIE >>> Short.SIZE;
        peerPort = Short.toUnsignedInt(message.getShort(value + 2)) ^ mask;
        hasPeer = true;
        return true;
    }

    /** It must be the last one and match the bytes as received. */
    private boolean isFingerprint(ByteBuffer message, int from, int at) {
        int end = message.limit();
        if (lengthAt(message, at) != Integer.BYTES || at + FINGERPRINT_BYTES != end) {
            return false;
        }
        crc.reset();
        crc.update(message.limit(at));
        message.limit(end).position(from);
        return message.getInt(at + ATTRIBUTE_HEADER_BYTES)
                == ((int) crc.getValue() ^ FINGERPRINT_XOR);
    }

    long peerHigh() {
        return peerHigh;
    }

    long peerLow() {
        return peerLow;
    }

    int peerPort() {
        return peerPort;
    }

    /** Where the data begins in the buffer that was read. */
    int dataAt() {
        return dataAt;
    }

    int dataBytes() {
        return dataBytes;
    }

    boolean dontFragment() {
        return dontFragment;
    }
}
