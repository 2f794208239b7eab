package dev.rallypoint.protocol.stun;

import java.util.Optional;

/**
 * CHANGE-REQUEST, RFC 5780 §7.2 and RFC 3489 §11.2.4: asks for an answer from another address or
 * port of the server. Clients of RFC 3489 send it in every request; without a flag it asks for
 * nothing.
 *
 * @param ip whether from the other address
 * @param port whether from the other port
 */
public record ChangeRequest(boolean ip, boolean port) {
    /** Asks for nothing. */
    public static final ChangeRequest NONE = new ChangeRequest(false, false);

    private static final int BYTES = 4;
    private static final int IP = 0x04;
    private static final int PORT = 0x02;

    public static void append(StunWriter writer, ChangeRequest change) {
        int flags = (change.ip ? IP : 0) | (change.port ? PORT : 0);
        writer.attribute(AttributeType.CHANGE_REQUEST, new byte[] {0, 0, 0, (byte) flags});
    }

    /** {@link #NONE} if there is none; empty if it is malformed. */
    public static Optional<ChangeRequest> find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        if (!attributes.seek(AttributeType.CHANGE_REQUEST)) {
            return Optional.of(NONE);
        }
        if (attributes.lengthBytes() != BYTES) {
            return Optional.empty();
        }
        int flags = attributes.value().getInt(0);
        return Optional.of(new ChangeRequest((flags & IP) != 0, (flags & PORT) != 0));
    }

    /** Whether it asks for anything. */
    public boolean isAny() {
        return ip || port;
    }

    /** Whether the cursor stands on one that can be ignored. */
    static boolean asksNothing(StunMessage request, StunAttributes attributes) {
        return attributes.type() == AttributeType.CHANGE_REQUEST
                && !request.hasMagicCookie()
                && attributes.lengthBytes() == BYTES
                && attributes.value().getInt() == 0;
    }
}
