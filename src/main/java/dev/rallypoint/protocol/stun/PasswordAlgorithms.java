package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * PASSWORD-ALGORITHMS, RFC 8489 §14.11: what a server takes, the one it likes best first. This one
 * always offers {@link PasswordAlgorithm#SHA256} and {@link PasswordAlgorithm#MD5}.
 */
public final class PasswordAlgorithms {
    /** Of the attribute with its header. */
    public static final int ATTRIBUTE_BYTES =
            StunAttributes.HEADER_BYTES + 2 * PasswordAlgorithm.BYTES;

    private static final ByteBuffer OFFER =
            ByteBuffer.allocate(2 * PasswordAlgorithm.BYTES)
                    .putInt(PasswordAlgorithm.SHA256.number() << Short.SIZE)
                    .putInt(PasswordAlgorithm.MD5.number() << Short.SIZE)
                    .flip()
                    .asReadOnlyBuffer();

    private PasswordAlgorithms() {}

    public static void appendOffer(StunWriter writer) {
        writer.attribute(AttributeType.PASSWORD_ALGORITHMS, OFFER);
    }

    /** The first that is known of those that a server offers; empty if it offers none. */
    public static Optional<PasswordAlgorithm> best(StunMessage message) {
        Optional<ByteBuffer> offered = message.attribute(AttributeType.PASSWORD_ALGORITHMS);
        if (offered.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer value = offered.get();
        while (value.remaining() >= PasswordAlgorithm.BYTES) {
            Optional<PasswordAlgorithm> found = PasswordAlgorithm.of(value.getShort());
            int parameters = StunAttributes.padded(Short.toUnsignedInt(value.getShort()));
            if (found.isPresent()) {
                return found;
            }
            value.position(Math.min(value.limit(), value.position() + parameters));
        }
        return Optional.empty();
    }

    /** What a server offered, as it was: a client must give it back so (RFC 8489 §9.2.5). */
    public static void appendSame(StunWriter writer, StunMessage challenge) {
        challenge
                .attribute(AttributeType.PASSWORD_ALGORITHMS)
                .ifPresent(value -> writer.attribute(AttributeType.PASSWORD_ALGORITHMS, value));
    }

    public static boolean isPresent(StunMessage message) {
        return message.attributes().seek(AttributeType.PASSWORD_ALGORITHMS);
    }

    /** Whether a client gives back just what was offered: else somebody on the way changed it. */
    public static boolean isOffer(StunMessage message) {
        return message.attribute(AttributeType.PASSWORD_ALGORITHMS)
                .filter(OFFER::equals)
                .isPresent();
    }
}
