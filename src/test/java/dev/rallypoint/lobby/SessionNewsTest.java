package dev.rallypoint.lobby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.RelayMessage.SessionChanged;
import org.junit.jupiter.api.Test;

class SessionNewsTest {
    private static final String LOBBY = "lobby";

    private final SessionNews news = new SessionNews();

    private static SessionChanged of(int slot) {
        return new SessionChanged(LOBBY, "player-" + slot, slot, true, "");
    }

    @Test
    void eightWhoArriveTogetherAreTwoChanges() {
        assertThat(news.add(of(0), false)).as("asks for a change").isTrue();
        assertThat(news.take(LOBBY)).containsExactly(of(0));
        assertThat(news.add(of(1), false)).as("asks for the next one").isTrue();
        for (int slot = 2; slot < 8; slot++) {
            assertThat(news.add(of(slot), false)).as("goes with it").isFalse();
        }
        assertThat(news.take(LOBBY)).hasSize(7).startsWith(of(1)).endsWith(of(7));
        assertThat(news.take(LOBBY)).isEmpty();
    }

    @Test
    void newsOfALobbyThatCannotBeWrittenYetWaitForIt() {
        assertThat(news.add(of(0), true)).isFalse();
        assertThat(news.add(of(1), true)).isFalse();
        assertThat(news.held()).containsExactly(LOBBY);

        news.release(LOBBY);
        assertThat(news.isHeld(LOBBY)).isFalse();
        assertThat(news.add(of(2), false)).as("a change was asked for").isFalse();
        assertThat(news.take(LOBBY)).containsExactly(of(0), of(1), of(2));
    }
}
