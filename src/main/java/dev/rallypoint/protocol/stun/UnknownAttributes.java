package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** UNKNOWN-ATTRIBUTES, RFC 8489 §14.13: the types that a 420 is about, two bytes each. */
public final class UnknownAttributes {
    /**
     * Types named in one answer. Nobody needs more to find his mistake, and it bounds the answer.
     */
    public static final int MAX_TYPES = 32;

    private UnknownAttributes() {}

    /**
     * The comprehension-required attributes of a request that RFC 8489 does not have, in their
     * order, each once, at most {@link #MAX_TYPES}.
     */
    static List<Integer> of(StunMessage request) {
        return of(request, AttributeType::isKnown);
    }

    /**
     * The same for a receiver that knows other attributes.
     *
     * @param known says of a type whether it is known
     */
    public static List<Integer> of(StunMessage request, IntPredicate known) {
        List<Integer> unknown = new ArrayList<>();
        StunAttributes attributes = request.attributes();
        while (unknown.size() < MAX_TYPES && attributes.next()) {
            int type = attributes.type();
            if (AttributeType.isComprehensionRequired(type)
                    && !known.test(type)
                    && !ChangeRequest.asksNothing(request, attributes)
                    && !unknown.contains(type)) {
                unknown.add(type);
            }
        }
        return unknown;
    }

    public static void append(StunWriter writer, List<Integer> types) {
        ByteBuffer value = ByteBuffer.allocate(types.size() * Short.BYTES);
        for (int type : types) {
            value.putShort((short) type);
        }
        writer.attribute(AttributeType.UNKNOWN_ATTRIBUTES, value.flip());
    }

    /** Empty if there is none or it has an odd number of bytes. */
    public static Optional<List<Integer>> find(StunMessage message) {
        return message.attribute(AttributeType.UNKNOWN_ATTRIBUTES)
                .filter(value -> value.remaining() % Short.BYTES == 0)
                .map(UnknownAttributes::decode);
    }

    private static List<Integer> decode(ByteBuffer value) {
        List<Integer> types = new ArrayList<>();
        while (value.hasRemaining()) {
            types.add(Short.toUnsignedInt(value.getShort()));
        }
        return List.copyOf(types);
    }
}
