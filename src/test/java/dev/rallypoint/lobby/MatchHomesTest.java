package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.NODE;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.after;
import static dev.rallypoint.lobby.Lobbies.lobby;
import static dev.rallypoint.lobby.Lobbies.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.contract.NodeInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchHomesTest {
    private static final NodeInfo HOME = node(NODE, false);
    private static final NodeInfo FREE = node("node-b", false);
    private static final NodeInfo FULL = node("node-c", false).withLoad(100, false);
    private static final NodeInfo OVERFULL = node("node-d", false).withLoad(120, false);
    private static final NodeInfo DRAINING = node("node-e", true);

    private static MatchHomes homes(NodeInfo... up) {
        return new MatchHomes(new NodeDirectory(NODE, List.of(up)));
    }

    private static Lobby withToken(Lobby lobby, MatchHomes homes) {
        return after(new SessionRules(Lobbies.CONFIG, homes).openConnection(lobby, ANN, NOW));
    }

    @Test
    void fullAndDrainingNodesAreNobodysStandby() {
        MatchHomes homes = homes(HOME, FREE, FULL, OVERFULL, DRAINING);
        for (int capacity = 2; capacity <= 64; capacity++) {
            assertThat(homes.standbys(lobby(capacity), NODE)).containsExactly("node-b");
        }
    }

    @Test
    void aStandbyThatFilledUpOrIsDrainedIsPassedOver() {
        Lobby lobby = withToken(lobby(2), homes(HOME, FREE, node("node-c", false)));
        assertThat(lobby.standbys()).containsExactlyInAnyOrder("node-b", "node-c");
        assertThat(homes(FREE, FULL).home(lobby)).contains("node-b");
        assertThat(homes(node("node-b", true), node("node-c", false)).home(lobby))
                .contains("node-c");
        assertThat(homes(HOME, FREE, FULL).standbys(lobby, NODE)).containsExactly("node-b");
    }

    @Test
    void aHomeThatFilledUpBeforeTheFirstTokenIsLeftForOneWithRoom() {
        MatchHomes filled = homes(HOME.withLoad(100, false), FREE, DRAINING);
        assertThat(filled.home(lobby(2))).contains("node-b");
        Lobby settled = withToken(lobby(2), homes(HOME, FREE));
        assertThat(filled.home(settled)).as("who has a token stays together").contains(NODE);
        assertThat(filled.mustMove(lobby(2))).as("only when somebody comes").isFalse();
        assertThat(homes(HOME.withLoad(100, false), FULL).home(lobby(2)))
                .as("nobody has room")
                .contains(NODE);
    }

    @Test
    void noHomeIsFoundWhereAllAreFullOrDraining() {
        assertThat(homes(FULL, DRAINING).home(lobby(2))).isEmpty();
    }
}
