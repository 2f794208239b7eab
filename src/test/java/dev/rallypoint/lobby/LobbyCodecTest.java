package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
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

    /** Documents of the version without paths, and what that version reads, are the same. */
    @Test
    void writesPathsOnlyWhereTheyAreNotThoseOfTheRelay() {
        Lobby hidden = Lobbies.lobby(2);
        assertThat(LobbyCodec.encode(hidden)).doesNotContain("paths");
        assertThat(hidden.toApi().paths()).isEqualTo("relay-only");
        Lobby shown = Lobbies.lobbyOf(Lobbies.wishWithoutRegion().withPaths("prefer-direct"));
        assertThat(LobbyCodec.decode(LobbyCodec.encode(shown))).isEqualTo(shown);
        assertThat(shown.toApi().paths()).isEqualTo("prefer-direct");
    }

    /** As it was written before members could tell their round trips. */
    @Test
    void readsDocumentsOfTheVersionWithoutRoundTripsAndLeavesTheirRegionAlone() {
        Lobby lobby = Lobbies.lobbyWithoutRegion();
        String document = LobbyCodec.encode(lobby);
        assertThat(document).doesNotContain("rttMs").contains(",\"fallbackRegion\":\"local\"");
        Lobby old = LobbyCodec.decode(document.replace(",\"fallbackRegion\":\"local\"", ""));
        assertThat(old.members()).isEqualTo(lobby.members());
        assertThat(old.choosesRegion()).isFalse();
        Lobby joined =
                Lobbies.after(
                        Lobbies.SEATS.join(
                                old,
                                Lobbies.joining(old, Lobbies.BOB, Lobbies.rtt("asia", 1)),
                                Optional.empty(),
                                Lobbies.NOW));
        assertThat(joined.toApi().region()).isEqualTo("local");
    }

    @Test
    void writesEqualRoundTripsEqually() {
        Lobby one = Lobbies.lobbyWithoutRegion(Lobbies.rtt("asia", 1), Lobbies.rtt("sa", 2.25));
        Lobby two = Lobbies.lobbyWithoutRegion(Lobbies.rtt("sa", 2.25), Lobbies.rtt("asia", 1));
        assertThat(LobbyCodec.encode(one))
                .isEqualTo(LobbyCodec.encode(two))
                .contains("\"rttMs\":{\"asia\":1.0,\"sa\":2.3}");
    }

    @Test
    void keepsWhereTheMatchGoesNext() {
        LobbyDraft draft = new LobbyDraft(Lobbies.lobby(2), 16, Lobbies.NOW);
        draft.home("node-b", List.of("node-c", "node-d"));
        Lobby moved = Lobbies.after(draft.toChange());
        assertThat(LobbyCodec.decode(LobbyCodec.encode(moved))).isEqualTo(moved);
    }

    /** As events were written before they got short. */
    @Test
    void readsDocumentsWithEventsAtLength() {
        Lobby lobby = Lobbies.after(Lobbies.OWNERS.say(Lobbies.lobby(2), ANN, "hi", NOW));
        String document = LobbyCodec.encode(lobby);
        String old =
                document.substring(0, document.indexOf("\"events\":["))
                        + "\"events\":[{\"lobbyId\":\"%1$s\",\"id\":1,\"version\":1,\"atMs\":%2$d,"
                                .formatted(lobby.lobbyId(), NOW)
                        + "\"type\":\"member-joined\",\"playerId\":\"%1$s\",".formatted(ANN)
                        + "\"displayName\":\"Ann\",\"slot\":0},"
                        + "{\"lobbyId\":\"%1$s\",\"id\":2,\"version\":2,\"atMs\":%2$d,"
                                .formatted(lobby.lobbyId(), NOW)
                        + "\"type\":\"message\",\"playerId\":\"%1$s\",".formatted(ANN)
                        + "\"displayName\":\"Ann\",\"slot\":0,\"text\":\"hi\"}]"
                        + document.substring(document.indexOf(",\"latestEventId\""));
        assertThat(LobbyCodec.decode(old)).isEqualTo(lobby);
        assertThat(LobbyCodec.decode(document)).isEqualTo(lobby);
    }

    /** It travels with every change. */
    @Test
    void aFullLogOfEventsIsShort() {
        Lobby lobby = Lobbies.lobby(8);
        int kept = 64;
        OwnerRules rules = new OwnerRules(kept, Lobbies.REGIONS, DirectPathRule.ANYWHERE);
        for (int line = 0; line < kept; line++) {
            lobby = Lobbies.after(rules.say(lobby, ANN, "see you at the start", NOW + line));
        }
        String document = LobbyCodec.encode(lobby);
        assertThat(lobby.events()).hasSize(kept);
        assertThat(document.length()).isLessThan(kept * 130 + 1_000);
        assertThat(document.split(lobby.lobbyId(), -1)).hasSize(2);
    }

    @Test
    void refusesWhatIsNoLobby() {
        assertThatThrownBy(() -> LobbyCodec.decode("{}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
