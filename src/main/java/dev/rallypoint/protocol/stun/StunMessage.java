package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A received message as a view of its bytes, padding included, so that integrity and fingerprint
 * are checked over what was received. Valid as long as the datagram's buffer is.
 *
 * <pre>
 * 0                   1                   2                   3
 * |0 0|  type (14 bits)           |  length of what follows byte 20 |
 * |  magic cookie 0x2112A442                                        |
 * |  transaction id (12 bytes)                                      |
 * </pre>
 *
 * <p>RFC 8489 §5. In RFC 3489 the cookie's place was part of the transaction id.
 */
public final class StunMessage {
    public static final int HEADER_BYTES = 20;
    public static final int MAGIC_COOKIE = 0x2112_A442;

    /** The Binding method. */
    public static final int BINDING = 0x001;

    /** TURN's methods, RFC 8656 §17. */
    public static final int ALLOCATE = 0x003;

    public static final int REFRESH = 0x004;
    public static final int SEND = 0x006;
    public static final int DATA = 0x007;
    public static final int CREATE_PERMISSION = 0x008;
    public static final int CHANNEL_BIND = 0x009;

    static final int LENGTH_AT = 2;
    static final int COOKIE_AT = 4;
    static final int TRANSACTION_ID_AT = 8;
    private static final int TYPE_LIMIT = 0x4000;

    private final ByteBuffer bytes;

    private StunMessage(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads one datagram, position to limit. Empty unless the first two bits are 0, the length
     * field is right and a multiple of 4, and the attributes fill it exactly.
     */
    public static Optional<StunMessage> parse(ByteBuffer datagram) {
        ByteBuffer bytes = datagram.slice();
        if (bytes.limit() < HEADER_BYTES
                || unsignedShort(bytes, 0) >= TYPE_LIMIT
                || HEADER_BYTES + unsignedShort(bytes, LENGTH_AT) != bytes.limit()
                || bytes.limit() % 4 != 0
                || !StunAttributes.fill(bytes)) {
            return Optional.empty();
        }
        return Optional.of(new StunMessage(bytes));
    }

    static int unsignedShort(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    public StunClass stunClass() {
        return StunClass.ofType(unsignedShort(bytes, 0));
    }

    /** The method, 0..0xFFF. */
    public int method() {
        return StunClass.methodOf(unsignedShort(bytes, 0));
    }

    public boolean is(StunClass wantedClass, int wantedMethod) {
        return unsignedShort(bytes, 0) == wantedClass.typeOf(wantedMethod);
    }

    /** False for a client of RFC 3489, or for something that only looks like STUN. */
    public boolean hasMagicCookie() {
        return cookieField() == MAGIC_COOKIE;
    }

    /** Bytes 4 to 7: the magic cookie, or four more bytes of an RFC 3489 transaction id. */
    public int cookieField() {
        return bytes.getInt(COOKIE_AT);
    }

    public TransactionId transactionId() {
        return new TransactionId(
                bytes.getInt(TRANSACTION_ID_AT), bytes.getLong(TRANSACTION_ID_AT + Integer.BYTES));
    }

    /** All bytes, header included. */
    public int lengthBytes() {
        return bytes.limit();
    }

    /** A cursor before the first attribute. */
    public StunAttributes attributes() {
        return new StunAttributes(bytes);
    }

    /** The value of the first attribute of this type, without padding; a view. */
    public Optional<ByteBuffer> attribute(int type) {
        StunAttributes attributes = attributes();
        return attributes.seek(type) ? Optional.of(attributes.value()) : Optional.empty();
    }

    /** The message as received; a view from byte 0. */
    ByteBuffer bytes() {
        return bytes.duplicate();
    }
}
