package dev.rallypoint.protocol.stun;

/** What kind of message it is: the two class bits of the message type (RFC 8489 §5). */
public enum StunClass {
    REQUEST(0x000),
    INDICATION(0x010),
    SUCCESS_RESPONSE(0x100),
    ERROR_RESPONSE(0x110);

    private static final int MASK = 0x110;
    private final int bits;

    StunClass(int bits) {
        this.bits = bits;
    }

    static StunClass ofType(int messageType) {
        int bits = messageType & MASK;
        return (bits & 0x100) == 0
                ? (bits == 0 ? REQUEST : INDICATION)
                : (bits == 0x100 ? SUCCESS_RESPONSE : ERROR_RESPONSE);
    }

    /** The method's twelve bits lie around the two class bits: 5, 3 and 4 of them. */
    static int methodOf(int messageType) {
        return (messageType & 0x3E00) >> 2 | (messageType & 0x00E0) >> 1 | messageType & 0x000F;
    }

    /** The 14-bit message type of this class and a method. */
    int typeOf(int method) {
        return (method & 0xF80) << 2 | (method & 0x070) << 1 | method & 0x00F | bits;
    }
}
