package dev.rallypoint.lobby;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.support.Frugal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Cursors of clients, and lobbies as other nodes and versions write them. */
class LobbyGuidedFuzzTest {
    /** Equal lobbies have equal documents: compare-and-set relies on it. */
    @FuzzTest
    void document(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<Lobby> read =
                Frugal.decode(bytes.length, 1_000, () -> LobbyCodec.decodeIfReadable(text));
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
    void cursor(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Frugal.decode(bytes.length, 64, () -> LobbyCursor.decode(text))
                .ifPresent(
                        cursor -> {
                            assertThat(cursor.encode()).isEqualTo(text);
                            assertThat(cursor).isEqualByComparingTo(cursor);
                        });
    }
}
