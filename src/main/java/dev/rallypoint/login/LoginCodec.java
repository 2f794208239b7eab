package dev.rallypoint.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/** Login to JSON and back; equal ones have equal documents, which compare-and-set relies on. */
final class LoginCodec {
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private LoginCodec() {}

    static String encode(Login login) {
        return json(login);
    }

    /** How a player's id stands in the documents of his logins. */
    static String encodePlayer(String playerId) {
        return "\"playerId\":" + json(playerId);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a login is always JSON", e);
        }
    }

    /**
     * @throws IllegalArgumentException if the text is not a login's document
     */
    static Login decode(String document) {
        try {
            return Optional.ofNullable(JSON.readValue(document, Login.class))
                    .orElseThrow(() -> new IllegalArgumentException("not a login"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a login", e);
        }
    }
}
