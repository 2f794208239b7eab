package dev.rallypoint.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import java.util.Optional;

/** A decision as text; what a newer version adds is passed over. */
final class BanCodec {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private BanCodec() {}

    static String encode(SavedBan saved) {
        try {
            return JSON.writeValueAsString(saved);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a bus record is always JSON", e);
        }
    }

    /**
     * @throws IllegalArgumentException if the text is no decision
     */
    static SavedBan decode(String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, SavedBan.class))
                    .orElseThrow(() -> new IllegalArgumentException("not a ban"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a ban", e);
        }
    }
}
