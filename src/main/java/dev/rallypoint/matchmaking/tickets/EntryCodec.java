package dev.rallypoint.matchmaking.tickets;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tickets and matches to JSON and back. Equal ones have equal documents. Fields that this version
 * does not know are skipped.
 */
final class EntryCodec {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .serializationInclusion(JsonInclude.Include.NON_ABSENT)
                    // Questions such as hasEstimate() are not part of the document.
                    .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    // Lists and maps that an older version did not write.
                    .withConfigOverride(
                            List.class,
                            lists ->
                                    lists.setSetterInfo(
                                            JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
                    .withConfigOverride(
                            Map.class,
                            maps ->
                                    maps.setSetterInfo(
                                            JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
                    .build();

    private EntryCodec() {}

    static String encode(Record entry) {
        try {
            return JSON.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry is always JSON", e);
        }
    }

    /**
     * @throws IllegalArgumentException if the text is no such entry's document
     */
    static <T extends Record> T decode(String document, Class<T> type) {
        try {
            return Optional.ofNullable(JSON.readValue(document, type))
                    .orElseThrow(() -> new IllegalArgumentException("nothing"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a document: " + e.getOriginalMessage(), e);
        }
    }

    /** Empty for what another version wrote and this one cannot read. */
    static <T extends Record> Optional<T> decodeIfReadable(String document, Class<T> type) {
        try {
            return Optional.of(decode(document, type));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
