package dev.rallypoint.lobby;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.support.Frugal;
import dev.rallypoint.support.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Cursors of clients, and lobbies as other nodes and versions write them. */
class LobbyGuidedFuzzTest {
    private static final JsonNode DOCUMENT = document();

    private static JsonNode document() {
        Lobby lobby =
                Lobbies.with(
                        Lobbies.lobbyWithoutRegion(Lobbies.rtt("asia", 1)),
                        Lobbies.BOB,
                        Lobbies.CAT);
        LobbyDraft draft = new LobbyDraft(lobby, 16, Lobbies.NOW);
        draft.home("node-b", List.of("node-c", "node-d"));
        try {
            return new ObjectMapper().readTree(LobbyCodec.encode(Lobbies.after(draft.toChange())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Equal lobbies have equal documents: compare-and-set relies on it. */
    @FuzzTest
    void document(FuzzedDataProvider data) {
        String text =
                data.consumeBoolean()
                        ? data.consumeRemainingAsString()
                        : Samples.edited(DOCUMENT, data);
        Optional<Lobby> read =
                Frugal.decode(text.length(), 1_000, () -> LobbyCodec.decodeIfReadable(text));
        if (read.isPresent()) {
            String document = LobbyCodec.encode(read.get());
            Lobby again = LobbyCodec.decode(document);
            assertThat(again).isEqualTo(read.get());
            assertThat(LobbyCodec.encode(again)).isEqualTo(document);
            assertThat(again.toApi()).isNotNull();
            assertThat(again.slim().events()).isEmpty();
        }
    }

    @FuzzTest
    void cursor(FuzzedDataProvider data) {
        boolean isPlain = data.consumeBoolean();
        String given = data.consumeRemainingAsString();
        String text =
                isPlain
                        ? given
                        : Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(given.getBytes(StandardCharsets.UTF_8));
        Frugal.decode(text.length(), 64, () -> LobbyCursor.decode(text))
                .ifPresent(
                        cursor -> {
                            assertThat(cursor.encode()).isEqualTo(text);
                            assertThat(cursor).isEqualByComparingTo(cursor);
                        });
    }
}
