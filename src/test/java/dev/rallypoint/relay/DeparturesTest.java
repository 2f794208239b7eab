package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final UUID LOBBY = new UUID(1, 2);

    private final Departures departures = new Departures(45);

    private static MatchTicket ticket(UUID lobby, long generation) {
        return new MatchTicket(lobby, Forwarding.RAW, false, 0, 8, generation);
    }

    @Test
    void outdatesTheTicketsThatWereGivenOutBefore() {
        departures.memberLeft(LOBBY, 7, NOW, NOW);

        assertThat(departures.isOutdated(ticket(LOBBY, NOW - 1), 7)).isTrue();
        assertThat(departures.isOutdated(ticket(LOBBY, NOW), 7)).isTrue();
        assertThat(departures.isOutdated(ticket(LOBBY, NOW + 1), 7)).isFalse();
        assertThat(departures.isOutdated(ticket(LOBBY, NOW - 1), 8)).isFalse();
        assertThat(departures.isOutdated(ticket(new UUID(1, 3), NOW - 1), 7)).isFalse();
    }

    @Test
    void aClosedLobbyOutdatesTheTicketsOfEverybody() {
        departures.lobbyClosed(LOBBY, NOW, NOW);

        assertThat(departures.isOutdated(ticket(LOBBY, NOW - 1), 7)).isTrue();
        assertThat(departures.isOutdated(ticket(LOBBY, NOW - 1), 8)).isTrue();
        assertThat(departures.isOutdated(ticket(LOBBY, NOW + 1), 8)).isFalse();
    }

    @Test
    void remembersNothingLongerThanATokenLives() {
        for (int i = 0; i < 100_000; i++) {
            departures.memberLeft(new UUID(0, i), i, NOW, NOW + 10L * i);
        }

        // 45 s and the margin of 5 s, a hundred departures a second.
        assertThat(departures.size()).isEqualTo(5_000);
    }
}
