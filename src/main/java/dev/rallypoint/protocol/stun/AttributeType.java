package dev.rallypoint.protocol.stun;

/**
 * The attribute types that this house reads, writes or must know of: RFC 8489 §18.3, RFC 8656 §18
 * and RFC 5780 §7.
 */
public final class AttributeType {
    public static final int MAPPED_ADDRESS = 0x0001;

    /** RFC 3489 and RFC 5780 only. */
    public static final int CHANGE_REQUEST = 0x0003;

    /** RFC 3489's names of what RFC 5780 calls RESPONSE-ORIGIN and OTHER-ADDRESS. */
    static final int SOURCE_ADDRESS = 0x0004;

    static final int CHANGED_ADDRESS = 0x0005;

    public static final int USERNAME = 0x0006;
    public static final int MESSAGE_INTEGRITY = 0x0008;
    public static final int ERROR_CODE = 0x0009;
    public static final int UNKNOWN_ATTRIBUTES = 0x000A;
    public static final int CHANNEL_NUMBER = 0x000C;
    public static final int LIFETIME = 0x000D;
    public static final int XOR_PEER_ADDRESS = 0x0012;
    public static final int DATA = 0x0013;
    public static final int REALM = 0x0014;
    public static final int NONCE = 0x0015;
    public static final int XOR_RELAYED_ADDRESS = 0x0016;
    public static final int REQUESTED_ADDRESS_FAMILY = 0x0017;
    public static final int EVEN_PORT = 0x0018;
    public static final int REQUESTED_TRANSPORT = 0x0019;
    public static final int DONT_FRAGMENT = 0x001A;
    public static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    public static final int PASSWORD_ALGORITHM = 0x001D;
    public static final int USERHASH = 0x001E;
    public static final int XOR_MAPPED_ADDRESS = 0x0020;
    public static final int RESERVATION_TOKEN = 0x0022;
    public static final int PADDING = 0x0026;
    public static final int RESPONSE_PORT = 0x0027;
    public static final int ADDITIONAL_ADDRESS_FAMILY = 0x8000;
    public static final int ADDRESS_ERROR_CODE = 0x8001;
    public static final int PASSWORD_ALGORITHMS = 0x8002;
    public static final int ALTERNATE_DOMAIN = 0x8003;
    public static final int SOFTWARE = 0x8022;
    public static final int ALTERNATE_SERVER = 0x8023;
    public static final int FINGERPRINT = 0x8028;
    public static final int RESPONSE_ORIGIN = 0x802B;
    public static final int OTHER_ADDRESS = 0x802C;

    private static final int FIRST_OPTIONAL = 0x8000;

    private AttributeType() {}

    /** Whether a receiver that does not know the type must refuse the message (RFC 8489 §14). */
    public static boolean isComprehensionRequired(int type) {
        return type < FIRST_OPTIONAL;
    }

    /**
     * Whether it is one of RFC 8489's own. A known attribute where none is expected is ignored
     * (§6.3), not refused.
     */
    static boolean isKnown(int type) {
        return switch (type) {
            case MAPPED_ADDRESS,
                    USERNAME,
                    MESSAGE_INTEGRITY,
                    ERROR_CODE,
                    UNKNOWN_ATTRIBUTES,
                    REALM,
                    NONCE,
                    MESSAGE_INTEGRITY_SHA256,
                    PASSWORD_ALGORITHM,
                    USERHASH,
                    XOR_MAPPED_ADDRESS ->
                    true;
            default -> false;
        };
    }

    /** Whether a server with a second address knows it: also RFC 5780's requests. */
    static boolean isKnownToBehavior(int type) {
        return switch (type) {
            case CHANGE_REQUEST, PADDING, RESPONSE_PORT -> true;
            default -> isKnown(type);
        };
    }

    /** Whether a TURN server knows it: one of RFC 8489's or of RFC 8656's own. */
    public static boolean isKnownToTurn(int type) {
        return switch (type) {
            case CHANNEL_NUMBER,
                    LIFETIME,
                    XOR_PEER_ADDRESS,
                    DATA,
                    XOR_RELAYED_ADDRESS,
                    REQUESTED_ADDRESS_FAMILY,
                    EVEN_PORT,
                    REQUESTED_TRANSPORT,
                    DONT_FRAGMENT,
                    RESERVATION_TOKEN ->
                    true;
            default -> isKnown(type);
        };
    }

    /**
     * The place in the order that ends a message: an attribute after MESSAGE-INTEGRITY is ignored
     * unless its rank is higher (RFC 8489 §14.5, §14.6). 0 = anywhere before.
     */
    static int rank(int type) {
        return switch (type) {
            case MESSAGE_INTEGRITY -> 1;
            case MESSAGE_INTEGRITY_SHA256 -> 2;
            case FINGERPRINT -> 3;
            default -> 0;
        };
    }
}
