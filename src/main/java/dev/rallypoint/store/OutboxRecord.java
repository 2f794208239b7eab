package dev.rallypoint.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.rallypoint.contract.BusMessage;
import java.util.Optional;

/**
 * A record of the outbox; as text: when it came, the address it is for, and the message as JSON.
 *
 * @param atMs when it came, to tell the oldest
 */
record OutboxRecord<Q extends BusMessage>(OutboxKind<Q> kind, Q message, long atMs) {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new Jdk8Module())
                    .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    String key() {
        return kind.key().apply(message);
    }

    String text() {
        try {
            return atMs + " " + kind.request().address() + " " + JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a bus record is always JSON", e);
        }
    }

    /** Empty if it is another version's, which knows what to do with it, and this one does not. */
    static Optional<OutboxRecord<?>> of(String text) {
        String[] parts = text.split(" ", 3);
        if (parts.length < 3 || !parts[0].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return OutboxKind.ALL.stream()
                .filter(kind -> kind.request().address().equals(parts[1]))
                .findFirst()
                .flatMap(kind -> read(kind, parts[2], atMsOf(text)));
    }

    static long atMsOf(String text) {
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }

    private static <Q extends BusMessage> Optional<OutboxRecord<?>> read(
            OutboxKind<Q> kind, String json, long atMs) {
        try {
            Q message = JSON.readValue(json, kind.request().question());
            return Optional.ofNullable(message).map(one -> new OutboxRecord<>(kind, one, atMs));
        } catch (JsonProcessingException unreadable) {
            return Optional.empty();
        }
    }
}
