package dev.rallypoint.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage;
import dev.rallypoint.contract.TicketMessage;
import java.util.List;
import java.util.Map;

/**
 * The JSON of the API: records as they are, absent fields {@code null}, unknown ones ignored; a
 * list that a request leaves out is empty. Problems and events, of which each kind has its own
 * fields, leave absent ones out.
 */
final class ApiJson {
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private interface LeavesOutWhatIsAbsent {}

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addMixIn(Api.Problem.class, LeavesOutWhatIsAbsent.class)
                    // Browsers take null for a text.
                    .addMixIn(Api.IceServer.class, LeavesOutWhatIsAbsent.class)
                    .addMixIn(LobbyMessage.LobbyEvent.class, LeavesOutWhatIsAbsent.class)
                    .addMixIn(TicketMessage.TicketEvent.class, LeavesOutWhatIsAbsent.class)
                    .withConfigOverride(
                            Map.class,
                            maps ->
                                    maps.setSetterInfo(
                                            JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
                    .withConfigOverride(
                            List.class,
                            lists ->
                                    lists.setSetterInfo(
                                            JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private ApiJson() {}

    static String encode(Object record) {
        try {
            return MAPPER.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is always JSON: " + record.getClass(), e);
        }
    }

    /** The same as UTF-8: what is sent need not be a string on the way. */
    static byte[] encodeUtf8(Object record) {
        try {
            return MAPPER.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is always JSON: " + record.getClass(), e);
        }
    }

    /**
     * @param validated a JSON object that openapi.yaml has let pass
     */
    static <T> T decode(String validated, Class<T> type) {
        try {
            return MAPPER.readValue(validated, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("openapi.yaml lets more pass than " + type, e);
        }
    }
}
