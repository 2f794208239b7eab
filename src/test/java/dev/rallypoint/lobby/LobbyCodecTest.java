package dev.rallypoint.lobby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LobbyCodecTest {
    @Test
    void readsDocumentsOfTheVersionWithoutStandbys() {
        Lobby lobby = Lobbies.lobby(2);
        String document = LobbyCodec.encode(lobby);
        assertThat(document).contains("\"standbys\":[],").doesNotContain("movedAtGeneration");
        String old = document.replace("\"standbys\":[],", "");
        assertThat(LobbyCodec.decode(old)).isEqualTo(lobby);
    }

    @Test
    void keepsWhereTheMatchGoesNext() {
        LobbyDraft draft = new LobbyDraft(Lobbies.lobby(2), 16, Lobbies.NOW);
        draft.home("node-b", List.of("node-c", "node-d"));
        Lobby moved = Lobbies.after(draft.toChange());
        assertThat(LobbyCodec.decode(LobbyCodec.encode(moved))).isEqualTo(moved);
    }

    @Test
    void refusesWhatIsNoLobby() {
        assertThatThrownBy(() -> LobbyCodec.decode("{}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
