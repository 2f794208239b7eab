package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The value that all text attributes share: UTF-8 without a terminator. */
final class Text {
    private Text() {}

    /**
     * @throws IllegalArgumentException if it does not fit the attribute
     */
    static void append(StunWriter writer, int type, int maxBytes, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        if (value.length > maxBytes) {
            throw new IllegalArgumentException(
                    "attribute 0x%04x takes %d bytes, not %d"
                            .formatted(type, maxBytes, value.length));
        }
        writer.attribute(type, value);
    }

    /** Empty if there is none, it is longer than allowed, or it is not UTF-8. */
    static Optional<String> find(StunMessage message, int type, int maxBytes) {
        return message.attribute(type)
                .filter(value -> value.remaining() <= maxBytes)
                .flatMap(Text::decode);
    }

    static Optional<String> decode(ByteBuffer value) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(value).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
