package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;

/**
 * A cursor over a message's attributes in their order, copying nothing. It passes over what RFC
 * 8489 §14.5 and §14.6 tell a receiver to ignore: everything after MESSAGE-INTEGRITY but
 * MESSAGE-INTEGRITY-SHA256 and FINGERPRINT.
 */
public final class StunAttributes {
    static final int HEADER_BYTES = 4;
    private final ByteBuffer bytes;
    private int at;
    private int nextAt = StunMessage.HEADER_BYTES;
    private int rank;

    /**
     * @param bytes a whole message whose attributes {@link #fill} it
     */
    StunAttributes(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Whether the attributes after the header end exactly with the message. */
    static boolean fill(ByteBuffer bytes) {
        int at = StunMessage.HEADER_BYTES;
        while (bytes.limit() - at >= HEADER_BYTES) {
            at += HEADER_BYTES + padded(StunMessage.unsignedShort(bytes, at + Short.BYTES));
        }
        return at == bytes.limit();
    }

    static int padded(int lengthBytes) {
        return lengthBytes + 3 & ~3;
    }

    /** Moves to the next attribute; false when there is none. */
    public boolean next() {
        while (nextAt < bytes.limit()) {
            at = nextAt;
            nextAt = at + HEADER_BYTES + padded(lengthBytes());
            int itsRank = AttributeType.rank(type());
            if (itsRank > rank || itsRank == 0 && rank == 0) {
                rank = itsRank;
                return true;
            }
        }
        return false;
    }

    /** Moves on to the next attribute of this type; false when there is none. */
    boolean seek(int wantedType) {
        while (next()) {
            if (type() == wantedType) {
                return true;
            }
        }
        return false;
    }

    public int type() {
        return StunMessage.unsignedShort(bytes, at);
    }

    /** Of the value, without padding. */
    public int lengthBytes() {
        return StunMessage.unsignedShort(bytes, at + Short.BYTES);
    }

    /** A view of the value, without padding. */
    public ByteBuffer value() {
        return bytes.slice(at + HEADER_BYTES, lengthBytes());
    }

    /** Where the attribute begins, counted from the message's first byte. */
    int offset() {
        return at;
    }

    boolean isLast() {
        return nextAt == bytes.limit();
    }
}
