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

class ForetoldMovesTest {
    private static final String OTHER = "node-b";
    private static final SessionRules NODE_LOST = rules(OTHER);

    private final ForetoldMoves moves = new ForetoldMoves(OTHER);

    private static SessionRules rules(String... nodesUp) {
        return new SessionRules(Lobbies.CONFIG, Lobbies.homes(nodesUp));
    }

    /** Ann's and Bob's, with one token given out. */
    private static Lobby onNodeA() {
        return after(Lobbies.SESSIONS.openConnection(with(lobby(4), BOB), ANN, NOW));
    }

    private List<MatchMoved> heard(SessionRules rules, Lobby... orphans) {
        return moves.onOrphans(
                List.of(orphans), id -> Optional.empty(), () -> true, rules, NOW + 1);
    }

    @Test
    void theNewHomeTakesThePlayersOfTheTokensInHandBeforeTheMoveIsWritten() {
        Lobby orphan = onNodeA();
        MatchMoved came =
                new MatchMoved(
                        orphan.lobbyId(),
                        true,
                        NOW,
                        List.of(new Seat(ANN, 0), new Seat(BOB, 1)),
                        Optional.of(0));
        assertThat(heard(NODE_LOST, orphan)).containsExactly(came);
        assertThat(heard(NODE_LOST, orphan)).as("told once").isEmpty();
        assertThat(heard(NODE_LOST)).as("written").isEmpty();
        assertThat(heard(NODE_LOST, orphan)).as("orphaned again").containsExactly(came);
    }

    @Test
    void noOtherNodeTakesThem() {
        ForetoldMoves third = new ForetoldMoves("node-c");
        List<Lobby> orphans = List.of(onNodeA());
        assertThat(third.onOrphans(orphans, id -> Optional.empty(), () -> true, NODE_LOST, NOW))
                .isEmpty();
    }

    @Test
    void aMatchWhoseHomeIsUpIsNoOrphan() {
        assertThat(heard(rules(NODE, OTHER), onNodeA())).isEmpty();
    }

    @Test
    void aNodeThatIsCutOffItselfTakesNobodyUntilItMayWriteAgain() {
        Lobby orphan = onNodeA();
        List<Lobby> orphans = List.of(orphan);
        assertThat(moves.onOrphans(orphans, id -> Optional.empty(), () -> false, NODE_LOST, NOW))
                .isEmpty();
        assertThat(heard(NODE_LOST, orphan)).hasSize(1);
    }

    @Test
    void aMatchThatWentElsewhereIsTakenBack() {
        Lobby orphan = onNodeA();
        long generation = heard(NODE_LOST, orphan).get(0).generation();
        MatchMoved left = new MatchMoved(orphan.lobbyId(), false, generation, List.of());

        assertThat(afterwards(orphan)).as("its home came back").containsExactly(left);
        assertThat(afterwards(orphan)).as("told once").isEmpty();
    }

    @Test
    void aMatchThatCameIsNotTakenBack() {
        Lobby orphan = onNodeA();
        heard(NODE_LOST, orphan);
        assertThat(afterwards(after(NODE_LOST.relocate(orphan, NOW + 1)))).isEmpty();
    }

    private List<MatchMoved> afterwards(Lobby lobby) {
        return moves.onOrphans(
                List.of(), id -> Optional.of(lobby), () -> true, rules(NODE, OTHER), NOW + 2);
    }
}
