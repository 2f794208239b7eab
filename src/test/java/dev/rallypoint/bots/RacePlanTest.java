package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RacePlanTest {
    private static final URI A = URI.create("http://a:1/");
    private static final URI B = URI.create("http://b:1/");

    private static RacePlan plan(int players, int lobbySize) {
        return new RacePlan(List.of(A, B), players, lobbySize, 20, 30);
    }

    @Test
    void dealsPlayersEvenlyToAsFewLobbiesAsWillDo() {
        assertThat(plan(16, 8).lobbySizes()).containsExactly(8, 8);
        assertThat(plan(17, 8).lobbySizes()).containsExactly(6, 6, 5);
        assertThat(plan(2, 8).lobbySizes()).containsExactly(2);
    }

    @Test
    void leavesNobodyAloneInALobby() {
        assertThat(plan(3, 2).lobbySizes()).containsExactly(3);
        assertThat(plan(5, 2).lobbySizes()).containsExactly(3, 2);
    }

    @Test
    void dealsPlayersToServersInTurnWithTheOthersInReserve() {
        assertThat(plan(4, 2).serversOf(0)).containsExactly(A, B);
        assertThat(plan(4, 2).serversOf(1)).containsExactly(B, A);
    }

    @Test
    void namesTheOptionThatIsOutOfRange() {
        assertThatThrownBy(() -> plan(1, 8)).hasMessageContaining("--players: 1");
        assertThatThrownBy(() -> plan(16, 65)).hasMessageContaining("--lobby-size: 65");
        assertThatThrownBy(() -> new RacePlan(List.of(A), 16, 8, 0, 30))
                .hasMessageContaining("--hz: 0");
        assertThatThrownBy(() -> new RacePlan(List.of(A), 16, 8, 20, 0))
                .hasMessageContaining("--seconds: 0");
        assertThatThrownBy(() -> new RacePlan(List.of(), 16, 8, 20, 1))
                .hasMessageContaining("--url");
    }
}
