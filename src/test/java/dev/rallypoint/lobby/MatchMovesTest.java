package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.NODE;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.after;
import static dev.rallypoint.lobby.Lobbies.lobby;
import static dev.rallypoint.lobby.Lobbies.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.Seat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MatchMovesTest {
    private static final String OTHER = "node-b";
    private static final String THIRD = "node-c";
    private static final long TOKEN_MS = 45_000;

    /** Ann's and Bob's, with one token given out. */
    private static Lobby onNodeA() {
        return after(Lobbies.SESSIONS.openConnection(with(lobby(4), BOB), ANN, NOW));
    }

    private static Lobby movedTo(String nodeId, Lobby lobby) {
        return after(
                new SessionRules(Lobbies.CONFIG, Lobbies.homes(nodeId)).relocate(lobby, NOW + 1));
    }

    private static Optional<MatchMoved> heardBy(String nodeId, Lobby before, Lobby after) {
        return heardBy(nodeId, Optional.of(before), after);
    }

    private static Optional<MatchMoved> heardBy(
            String nodeId, Optional<Lobby> before, Lobby after) {
        return new MatchMoves(nodeId, TOKEN_MS).onLobby(before, after, NOW + 2);
    }

    @Test
    void theNewHomeHearsWhoMayComeWithWhichTokens() {
        Lobby before = onNodeA();
        Lobby moved = movedTo(OTHER, before);
        MatchMoved came =
                new MatchMoved(
                        before.lobbyId(),
                        true,
                        NOW,
                        List.of(new Seat(ANN, 0), new Seat(BOB, 1)),
                        Optional.of(0));
        assertThat(heardBy(OTHER, before, moved)).contains(came);
        assertThat(heardBy(OTHER, Optional.empty(), moved))
                .as("by a node that has just started")
                .contains(came);
        assertThat(heardBy(NODE, before, moved))
                .contains(new MatchMoved(before.lobbyId(), false, NOW, List.of()));
        assertThat(heardBy(THIRD, before, moved)).isEmpty();
    }

    @Test
    void tokensGivenOutAfterTheMoveAreNotAmongThoseOfTheMove() {
        Lobby moved = movedTo(OTHER, onNodeA());
        Lobby later =
                after(
                        new SessionRules(Lobbies.CONFIG, Lobbies.homes(OTHER))
                                .openConnection(moved, BOB, NOW + 500));
        assertThat(later.latestGeneration()).isEqualTo(NOW + 500);
        assertThat(heardBy(OTHER, moved, later)).as("nothing moved").isEmpty();
        assertThat(heardBy(OTHER, Optional.empty(), later).orElseThrow().generation())
                .isEqualTo(NOW);
    }

    @Test
    void aMatchThatNeverMovedNeedsNoWord() {
        assertThat(heardBy(NODE, Optional.empty(), onNodeA())).isEmpty();
        assertThat(heardBy(OTHER, Optional.empty(), onNodeA())).isEmpty();
        assertThat(heardBy(NODE, with(lobby(4), BOB), onNodeA())).isEmpty();
    }

    @Test
    void aMatchThatWentAndCameBackUnseenIsAnnouncedAgain() {
        Lobby before = onNodeA();
        Lobby back = movedTo(NODE, movedTo(OTHER, before));
        assertThat(back.livesOn(NODE)).isTrue();
        assertThat(heardBy(NODE, before, back).map(MatchMoved::here)).contains(true);
    }

    @Test
    void aNodeThatStartsIsToldOfMatchesThatLeftWhileTokensMayStillCallItHome() {
        Lobby moved = movedTo(OTHER, onNodeA());
        MatchMoves moves = new MatchMoves(NODE, TOKEN_MS);
        assertThat(moves.onLobby(Optional.empty(), moved, NOW + TOKEN_MS).map(MatchMoved::here))
                .contains(false);
        assertThat(moves.onLobby(Optional.empty(), moved, NOW + TOKEN_MS + 1)).isEmpty();
    }
}
