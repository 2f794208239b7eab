package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Player;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OverloadTest {
    private static final long NOW = 1_790_000_000_000L;

    @Nested
    class Rule {
        private final Overload overload = new Overload();

        @Test
        void aBurstIsNone() {
            overload.onBehind(NOW);
            overload.onBehind(NOW + 19);
            overload.onEmptied();
            overload.onBehind(NOW + 30);

            assertThat(overload.isOn(NOW + 30)).isFalse();
        }

        /** Whose last batch was full: nobody said that the queue was empty. */
        @Test
        void aBurstLongAfterAnotherIsNone() {
            overload.onBehind(NOW);
            overload.onBehind(NOW + Overload.CALM_MS);

            assertThat(overload.isOn(NOW + Overload.CALM_MS)).isFalse();
        }

        @Test
        void aQueueThatIsNotEmptiedForLongIsOne() {
            overload.onBehind(NOW);
            overload.onBehind(NOW + 20);

            assertThat(overload.isOn(NOW + 20)).isTrue();
        }

        @Test
        void itIsOverAfterAHundredCalmMilliseconds() {
            overload.onBehind(NOW);
            overload.onBehind(NOW + 20);
            overload.onEmptied();
            assertThat(overload.isOn(NOW + 119)).isTrue();
            assertThat(overload.isOn(NOW + 120)).isFalse();

            overload.onBehind(NOW + 121);
            assertThat(overload.isOn(NOW + 121)).isFalse();
        }

        @Test
        void aRelapseProlongsItAtOnce() {
            overload.onBehind(NOW);
            overload.onBehind(NOW + 20);
            overload.onEmptied();
            overload.onBehind(NOW + 100);
            overload.onEmptied();

            assertThat(overload.isOn(NOW + 199)).isTrue();
            assertThat(overload.isOn(NOW + 200)).isFalse();
        }
    }

    @Nested
    class OfARelay {
        private final RelayRig rig = new RelayRig(20_261_122);
        private final RelayCounters counters = rig.relay.counters();
        private final Player one = rig.join(Forwarding.RAW, 0);
        private final Player two = rig.join(Forwarding.RAW, 1);

        private void overload() {
            rig.relay.onBatchEnd(true, rig.nowMs);
            rig.nowMs += 20;
            rig.relay.onBatchEnd(true, rig.nowMs);
        }

        @Test
        void shedsHandshakesFirstAndPlayersRaceOn() {
            overload();
            Player late =
                    rig.start(
                            300,
                            rig.token(NetcodeVersion.V1_01, 300, rig.ticket(Forwarding.RAW, 3)));
            late.client.onTimer(rig.nowMs);
            one.send("aa");

            assertThat(two.take()).containsExactly("aa");
            assertThat(late.isConnected()).isFalse();
            assertThat(counters.dropped(DropReason.OVERLOADED)).isEqualTo(1);
            assertThat(counters.dropped()).isEqualTo(1);

            // The waiting player asks again ten times a second: nobody is lost.
            rig.run(300);
            assertThat(late.isConnected()).isTrue();
        }

        /** Or a flood beyond what the relay can handle would keep everybody out. */
        @Test
        void aFewNewcomersWithMarksComeInMeanwhile() {
            overload();
            Player[] late = new Player[250];
            for (int i = 0; i < late.length; i++) {
                UUID lobby = new UUID(5, i);
                MatchTicket ticket = rig.ticket(lobby, Forwarding.RAW, 0);
                late[i] = rig.start(300 + i, rig.token(NetcodeVersion.V1_02, 300 + i, ticket));
                late[i].client.onTimer(rig.nowMs);
            }
            rig.settle();

            assertThat(Arrays.stream(late).filter(Player::isConnected).count()).isEqualTo(200);
            assertThat(counters.dropped(DropReason.OVERLOADED)).isEqualTo(50);
        }

        @Test
        void sparesKeepAlivesButNotAllOfThem() {
            rig.run(500);
            assertThat(keepAlivesInASecond(() -> {})).isBetween(18L, 22L);

            assertThat(keepAlivesInASecond(this::overload)).isBetween(6L, 10L);

            assertThat(keepAlivesInASecond(() -> {})).isBetween(6L, 10L);

            rig.run(Overload.SPARING_MS);
            assertThat(keepAlivesInASecond(() -> {})).isBetween(18L, 22L);
        }

        /** To both players, who are told nothing else. */
        private long keepAlivesInASecond(Runnable everyTurn) {
            long before = counters.get(Total.DATAGRAMS_SENT);
            for (long end = rig.nowMs + 1_000; rig.nowMs < end; ) {
                everyTurn.run();
                rig.run(20);
            }
            return counters.get(Total.DATAGRAMS_SENT) - before;
        }
    }
}
