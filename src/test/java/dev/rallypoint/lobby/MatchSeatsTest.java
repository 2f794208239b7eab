package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.CAT;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.after;
import static dev.rallypoint.lobby.Lobbies.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.LobbyMessage.HostMatch;
import dev.rallypoint.contract.LobbyMessage.MatchPlayer;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.StoreMessage.MatchMember;
import dev.rallypoint.lobby.SeatRules.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MatchSeatsTest {
    private static final String MATCH = "00000000-0000-4000-8000-000000000001";
    private static final MatchSeats SEATS = new MatchSeats(16);

    private static List<MatchPlayer> players(String... ids) {
        return Stream.of(ids).map(id -> new MatchPlayer(id, "Guest", Map.of("local", 20))).toList();
    }

    /** Of Ann and Bob, with room for more. */
    private static Lobby hosted(boolean startsAtOnce) {
        HostMatch match =
                new HostMatch(
                        "00000000-0000-4000-8000-000000000002",
                        MATCH,
                        "race",
                        Optional.of("hill"),
                        "local",
                        6,
                        startsAtOnce,
                        players(ANN, BOB));
        return after(
                SEATS.host(
                        match,
                        new Identity(match.lobbyId(), "ABC234", Optional.of(Lobbies.NODE)),
                        NOW));
    }

    private static List<MatchOrigin> origins(Lobby lobby) {
        return lobby.members().stream().map(Member::toMatch).map(MatchMember::origin).toList();
    }

    @Test
    void theDatabaseIsToldWhoWasThereAndWhoCameByMatchingOrByHimself() {
        Lobby racing = with(hosted(true), CAT);
        Lobby filled = after(SEATS.seatAll(racing, players(CAT, Lobbies.player(4)), NOW));
        assertThat(origins(filled))
                .containsExactly(
                        MatchOrigin.STARTED,
                        MatchOrigin.STARTED,
                        MatchOrigin.JOINED,
                        MatchOrigin.MATCHED);
        assertThat(filled.kind()).isEqualTo(LobbyKind.MATCHED);
        assertThat(filled.settings().track()).contains("hill");
        assertThat(LobbyCodec.decode(LobbyCodec.encode(filled))).isEqualTo(filled);
    }

    @Test
    void theDatabaseIsToldWhoCameTogether() {
        List<MatchPlayer> party =
                List.of(new MatchPlayer(CAT, "Guest", Map.of("local", 20), Optional.of("ticket")));
        Lobby filled = after(SEATS.seatAll(hosted(true), party, NOW));
        Lobby read = LobbyCodec.decode(LobbyCodec.encode(filled));
        assertThat(read.members().stream().map(Member::toMatch).map(MatchMember::party))
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of("ticket"));
    }

    @Test
    void whoWalksIntoAMatchedLobbyBeforeItsStartIsNotOneOfThoseItWasMadeFor() {
        Lobby open = with(hosted(false), CAT);
        Lobby started = after(Lobbies.OWNERS.start(open, ANN, "another", NOW));
        assertThat(origins(started))
                .containsExactly(MatchOrigin.STARTED, MatchOrigin.STARTED, MatchOrigin.JOINED);
        assertThat(started.matchId()).as("as their tickets say").contains(MATCH);
    }

    /** Nobody chose him: he neither names it nor lets strangers in. */
    @Test
    void theOwnerOfAMatchedLobbyChangesNothing() {
        assertRefused(change("", "other", "", ""));
        assertRefused(change("Ours", "", "", ""));
        assertRefused(change("", "", "public", ""));
        assertRefused(change("", "", "", "secret"));
        LobbyChange nothing =
                Lobbies.OWNERS.change(
                        hosted(true), ANN, change("", "race", "", ""), Optional.empty(), NOW);
        assertThat(nothing.refusal()).isEmpty();
    }

    private static Api.ChangeLobby change(
            String name, String gameMode, String visibility, String password) {
        return new Api.ChangeLobby(
                given(name),
                given(gameMode),
                Optional.empty(),
                Optional.empty(),
                given(visibility),
                given(password));
    }

    private static Optional<String> given(String value) {
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    private static void assertRefused(Api.ChangeLobby patch) {
        Optional<String> hash = patch.password().map(password -> Lobbies.HASH);
        LobbyChange refused = Lobbies.OWNERS.change(hosted(true), ANN, patch, hash, NOW);
        assertThat(refused.refusal().orElseThrow().code()).isEqualTo(ProblemCode.LOBBY_NOT_OPEN);
    }

    @Test
    void nobodyIsKickedFromAMatchedRace() {
        LobbyChange refused = Lobbies.SEATS.kick(hosted(true), ANN, BOB, NOW);
        assertThat(refused.refusal().orElseThrow().code()).isEqualTo(ProblemCode.NOT_OWNER);
        assertThat(after(Lobbies.SEATS.remove(hosted(true), BOB, SeatRules.BANNED, NOW)).members())
                .hasSize(1);
    }

    @Test
    void inALobbyOfPlayersAllAreThereWhoSitThereAtTheStart() {
        Lobby open = with(Lobbies.lobby(4), BOB);
        Lobby racing = with(after(Lobbies.OWNERS.start(open, ANN, MATCH, NOW)), CAT);
        assertThat(origins(racing))
                .containsExactly(MatchOrigin.STARTED, MatchOrigin.STARTED, MatchOrigin.JOINED);
        assertThat(racing.kind()).isEqualTo(LobbyKind.PUBLIC);
        assertThat(Lobbies.lobby(4, Optional.of(Lobbies.HASH)).kind()).isEqualTo(LobbyKind.PRIVATE);
    }
}
