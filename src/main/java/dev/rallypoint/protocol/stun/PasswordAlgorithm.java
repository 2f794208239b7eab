package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PASSWORD-ALGORITHM, RFC 8489 §14.12, and the two algorithms there are (§18.5.1): number, length
 * of the parameters, parameters. Neither has any.
 */
public enum PasswordAlgorithm {
    MD5(0x0001),
    SHA256(0x0002);

    static final int BYTES = 4;
    private final int number;

    PasswordAlgorithm(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<PasswordAlgorithm> of(int number) {
        return Stream.of(values()).filter(one -> one.number == number).findFirst();
    }

    public static void append(StunWriter writer, PasswordAlgorithm algorithm) {
        writer.attribute(
                AttributeType.PASSWORD_ALGORITHM,
                ByteBuffer.allocate(BYTES).putShort(0, (short) algorithm.number));
    }

    public static boolean isPresent(StunMessage message) {
        return message.attributes().seek(AttributeType.PASSWORD_ALGORITHM);
    }

    /** Empty if there is none, or it is one that is not known. */
    public static Optional<PasswordAlgorithm> find(StunMessage message) {
        StunAttributes attributes = message.attributes();
        if (!attributes.seek(AttributeType.PASSWORD_ALGORITHM)
                || attributes.lengthBytes() != BYTES) {
            return Optional.empty();
        }
        int written = attributes.value().getInt(0);
        for (PasswordAlgorithm algorithm : values()) {
            if (written == algorithm.number << Short.SIZE) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
