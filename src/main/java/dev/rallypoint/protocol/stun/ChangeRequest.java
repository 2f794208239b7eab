package dev.rallypoint.protocol.stun;

/**
 * CHANGE-REQUEST of RFC 3489 §11.2.4, which asks for an answer from another address or port. This
 * server has one of each, so to it the attribute is unknown (RFC 5389 §12.2), with one exception:
 * RFC 3489 clients send it in every request, and without a flag set it asks for nothing.
 */
final class ChangeRequest {
    private static final int BYTES = 4;

    private ChangeRequest() {}

    /** Whether the cursor stands on one that can be ignored. */
    static boolean asksNothing(StunMessage request, StunAttributes attributes) {
        return attributes.type() == AttributeType.CHANGE_REQUEST
                && !request.hasMagicCookie()
                && attributes.lengthBytes() == BYTES
                && attributes.value().getInt() == 0;
    }
}
