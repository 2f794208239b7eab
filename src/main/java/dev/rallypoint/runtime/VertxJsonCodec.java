package dev.rallypoint.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * A message of the event bus: JSON between nodes, the immutable record itself within one. On the
 * wire its length as an int, then the text in UTF-8.
 */
final class VertxJsonCodec<T> implements MessageCodec<T, T> {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new Jdk8Module())
                    .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Class<T> type;

    VertxJsonCodec(Class<T> type) {
        this.type = type;
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        try {
            byte[] json = JSON.writeValueAsBytes(message);
            buffer.appendInt(json.length).appendBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a bus record is always JSON: " + type, e);
        }
    }

    /**
     * @throws IllegalStateException if the bytes are no such message
     */
    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        try {
            int textAt = position + Integer.BYTES;
            int end = Math.addExact(textAt, buffer.getInt(position));
            // The buffer would make room for all of it before it looks whether it is there.
            Objects.checkFromToIndex(textAt, end, buffer.length());
            String json = buffer.getString(textAt, end, StandardCharsets.UTF_8.name());
            return Optional.ofNullable(JSON.readValue(json, type))
                    .orElseThrow(() -> unreadable(null));
        } catch (JsonProcessingException | IndexOutOfBoundsException | ArithmeticException e) {
            throw unreadable(e);
        }
    }

    private IllegalStateException unreadable(Exception cause) {
        return new IllegalStateException("another version's bus message: " + type, cause);
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public String name() {
        return type.getSimpleName();
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
