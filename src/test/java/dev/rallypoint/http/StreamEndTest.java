package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamEndTest {
    private static LobbyEvent event(long id, String type, String playerId) {
        return new LobbyEvent(
                "lobby",
                id,
                id,
                id,
                type,
                Optional.of(playerId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static OptionalLong endFor(String playerId, LobbyEvent... events) {
        return StreamEnd.in(List.of(events), playerId);
    }

    @Test
    void isTheReadersOwnLeaveAndNobodyElses() {
        LobbyEvent left = event(3, LobbyEvent.MEMBER_LEFT, "p1");
        assertThat(endFor("p1", left)).hasValue(3);
        assertThat(endFor("p2", left)).isEmpty();
    }

    @Test
    void isNotALeaveThatTheReaderCameBackFrom() {
        LobbyEvent left = event(3, LobbyEvent.MEMBER_LEFT, "p1");
        LobbyEvent back = event(4, LobbyEvent.MEMBER_JOINED, "p1");
        LobbyEvent leftAgain = event(5, LobbyEvent.MEMBER_LEFT, "p1");
        assertThat(endFor("p1", left, back)).isEmpty();
        assertThat(endFor("p1", left, event(4, LobbyEvent.MEMBER_JOINED, "p2"))).hasValue(3);
        assertThat(endFor("p1", left, back, leftAgain)).hasValue(5);
    }

    @Test
    void isTheEndOfTheLobby() {
        assertThat(endFor("p1", event(7, LobbyEvent.CLOSED, "p2"))).hasValue(7);
        assertThat(endFor("p1", event(7, LobbyEvent.MESSAGE, "p1"))).isEmpty();
    }
}
