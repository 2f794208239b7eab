package dev.rallypoint.protocol.stun;

/** DONT-FRAGMENT, RFC 8656 §18.9: without a value. */
public final class DontFragment {
    private DontFragment() {}

    public static void append(StunWriter writer) {
        writer.attribute(AttributeType.DONT_FRAGMENT, new byte[0]);
    }

    public static boolean isPresent(StunMessage message) {
        return message.attributes().seek(AttributeType.DONT_FRAGMENT);
    }
}
