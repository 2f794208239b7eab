package dev.rallypoint.lobby;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lobby to JSON and back. Deterministic: equal lobbies have equal documents, which compare-and-set
 * relies on. Fields that this version does not know are skipped.
 */
final class LobbyCodec {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addMixIn(LobbyEvent.class, Kept.class)
                    .serializationInclusion(JsonInclude.Include.NON_ABSENT)
                    // Questions such as isClosed() are not part of the document.
                    .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
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
                                                    JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY))
                                            .setInclude(
                                                    JsonInclude.Value.construct(
                                                            JsonInclude.Include.NON_EMPTY,
                                                            JsonInclude.Include.ALWAYS)))
                    .build();

    /** How events are written; which lobby they are of is put in again by {@link #decode}. */
    @JsonSerialize(converter = ToKept.class)
    @JsonDeserialize(converter = FromKept.class)
    private interface Kept {}

    private static final class ToKept extends StdConverter<LobbyEvent, KeptEvent> {
        @Override
        public KeptEvent convert(LobbyEvent event) {
            return KeptEvent.of(event);
        }
    }

    private static final class FromKept extends StdConverter<KeptEvent, LobbyEvent> {
        @Override
        public LobbyEvent convert(KeptEvent kept) {
            return kept.in("");
        }
    }

    private LobbyCodec() {}

    static String encode(Lobby lobby) {
        try {
            return JSON.writeValueAsString(lobby);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a lobby is always JSON", e);
        }
    }

    /**
     * @throws IllegalArgumentException if the text is not a lobby's document
     */
    static Lobby decode(String document) {
        try {
            return Optional.ofNullable(JSON.readValue(document, Lobby.class))
                    .map(Lobby::withOwnEvents)
                    .orElseThrow(() -> new IllegalArgumentException("not a lobby"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a lobby: " + e.getOriginalMessage(), e);
        }
    }

    /** Empty for what another version wrote and this one cannot read. */
    static Optional<Lobby> decodeIfReadable(String document) {
        try {
            return Optional.of(decode(document));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
