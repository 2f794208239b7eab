package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Player;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What 20,000 connected players cost who do nothing but stay. */
class SessionMemoryTest {
    private static final int SESSIONS = 20_000;
    private static final int SEATS = 8;
    private static final int STATE_BYTES = 100;
    private static final int MAX_BYTES = 4_096;

    private final RelayRig rig = new RelayRig(20_261_122, 0, RelayRig.limits(1_000_000));
    private final RelayCounters counters = rig.relay.counters();

    /** Each sends a state, which the relay keeps, and is heard no more. */
    private void connect(int sessions) {
        String state = "040001000000" + RelayRig.repeat(7, STATE_BYTES);
        for (int i = 0; i < sessions; i++) {
            UUID lobby = new UUID(i / SEATS, 1);
            Player player =
                    rig.joinNow(1_000_000 + i, rig.ticket(lobby, Forwarding.FRAMED, i % SEATS));
            player.send(state);
            rig.unplug(player);
        }
        rig.sessions.clear();
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void aSessionTakesLessThanFourKilobytesOfHeap() {
        long before = usedBytes();
        connect(SESSIONS);
        long bytes = (usedBytes() - before) / SESSIONS;

        System.out.printf("heap a session, its match and its state included: %d bytes%n", bytes);
        assertThat(counters.get(Total.SESSIONS)).isEqualTo(SESSIONS);
        assertThat(bytes).isBetween(100L, (long) MAX_BYTES);
    }

    @Test
    void keepAlivesOfPlayersWhoJoinedTogetherLeaveSpreadOverTime() {
        connect(SESSIONS);
        long largest = 0;
        long all = counters.get(Total.DATAGRAMS_SENT);
        for (int tick = 0; tick < 200; tick++) {
            long before = counters.get(Total.DATAGRAMS_SENT);
            rig.run(10);
            largest = Math.max(largest, counters.get(Total.DATAGRAMS_SENT) - before);
        }
        all = counters.get(Total.DATAGRAMS_SENT) - all;

        // Two seconds, of which the first 100 ms are silent.
        assertThat(all).isBetween(19L * SESSIONS, 19L * SESSIONS + SESSIONS / 8);
        assertThat(largest).isLessThanOrEqualTo(SESSIONS / 8);
        assertThat(counters.get(Total.SESSIONS)).isEqualTo(SESSIONS);
    }
}
