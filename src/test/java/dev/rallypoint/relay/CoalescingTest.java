package dev.rallypoint.relay;

import static dev.rallypoint.relay.RelayRig.LOBBY;
import static dev.rallypoint.relay.RelayRig.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Messages for one receiver that are read together leave together (docs/protocol/relay.md §4.2).
 */
class CoalescingTest {
    private static final long SEED = 20_261_122;

    /** All of it is one batch. */
    private static void send(RelayRig rig, Player from, String... payloads) {
        for (String payload : payloads) {
            from.client.send(ByteBuffer.wrap(HexFormat.of().parseHex(payload)), rig.nowMs);
        }
    }

    private static RelayRig rig(int coalesceMs) {
        return new RelayRig(SEED, coalesceMs, RelayRig.limits(1_000));
    }

    @Nested
    class OfABatch {
        private final RelayRig rig = rig(0);
        private final RelayCounters counters = rig.relay.counters();
        private final Player zero = rig.join(Forwarding.FRAMED, 0);
        private final Player five = rig.join(Forwarding.FRAMED, 5);
        private final Player old =
                rig.join(NetcodeVersion.V1_01, 107, rig.ticket(Forwarding.FRAMED, 7));

        OfABatch() {
            rig.run(200);
            rig.players.values().forEach(Player::take);
        }

        @Test
        void leavesInOneDatagramInTheOrderItCame() {
            long datagrams = counters.get(Total.DATAGRAMS_SENT);
            long messages = counters.get(Total.MESSAGES_OUT);
            send(rig, five, "0000aa", "040003000000cc");
            send(rig, old, "0100bb");
            rig.settle();

            assertThat(zero.take())
                    .containsExactly("10" + "03000005aa" + "0700040503000000cc" + "03000107bb");
            assertThat(old.take()).containsExactly("10" + "03000005aa" + "0700040503000000cc");
            assertThat(five.take()).isEmpty();
            assertThat(counters.get(Total.DATAGRAMS_SENT) - datagrams).isEqualTo(2);
            assertThat(counters.get(Total.MESSAGES_OUT) - messages).isEqualTo(5);
        }

        @Test
        void aMessageThatIsAloneLeavesAsItIs() {
            send(rig, five, "0000aa");
            rig.settle();

            assertThat(zero.take()).containsExactly("0005aa");
        }

        @Test
        void nothingWaitsForTheNextBatch() {
            send(rig, five, "0000aa");
            rig.settle();
            send(rig, five, "0000bb");
            rig.settle();

            assertThat(zero.take()).containsExactly("0005aa", "0005bb");
        }

        @Test
        void neverExceedsWhatTheReceiverTakes() {
            String first = "0000" + repeat(1, 585);
            String second = "0000" + repeat(2, 585);
            send(rig, five, first, second, "0000aa");
            rig.settle();

            // 1 + 2 + 587 + 2 + 587 = 1179: too much for 1.01.
            assertThat(old.take())
                    .extracting(String::length)
                    .containsExactly(2 * 587, 2 * (1 + 2 + 587 + 2 + 3));
            assertThat(zero.take()).extracting(String::length).containsExactly(2 * 1_184);
        }

        @Test
        void fillsABundleToTheLastByte() {
            send(rig, five, "0000" + repeat(1, 1_165), "0000aa");
            send(rig, zero, "0000" + repeat(1, 1_165), "0000aabb");
            rig.settle();

            assertThat(old.take())
                    .extracting(String::length)
                    .containsExactly(2 * 1_175, 2 * 1_167, 2 * 4);
        }

        @Test
        void whatFillsADatagramAloneGoesBehindWhatCameBefore() {
            String large = "0000" + repeat(1, 1_198);
            send(rig, five, "0000aa", "0000bb", large, "0000cc");
            rig.settle();

            assertThat(zero.takeMessages())
                    .containsExactly("0005aa", "0005bb", "0005" + repeat(1, 1_198), "0005cc");
            assertThat(old.takeMessages()).containsExactly("0005aa", "0005bb", "0005cc");
        }

        @Test
        void aNewcomerHearsOfEverybodyInOneDatagram() {
            send(rig, five, "040003000000cc");
            rig.settle();
            Player late = rig.join(Forwarding.FRAMED, 1);
            rig.run(50);

            assertThat(late.take())
                    .containsExactly(
                            "10"
                                    + "040003ff0300"
                                    + "040003ff0305"
                                    + "0700040503000000cc"
                                    + "040003ff0307");
        }

        @Test
        void whatTheRelaySaysWithoutABatchLeavesAtOnce() {
            rig.run(10);
            rig.relay.disconnectMember(LOBBY, 105, rig.nowMs, rig.nowMs);

            assertThat(rig.relay.nextFlushMs()).isEqualTo(Long.MAX_VALUE);
        }

        @Test
        void whoIsGoneGetsNothingAndIsNotCounted() {
            send(rig, five, "0000aa");
            zero.client.disconnect(rig.nowMs);
            long messages = counters.get(Total.MESSAGES_OUT);
            rig.settle();

            assertThat(zero.take()).isEmpty();
            // The message, the news for two, and nothing for slot 0.
            assertThat(counters.get(Total.MESSAGES_OUT) - messages).isEqualTo(3);
        }

        @Test
        void otherModesAreNeverBundled() {
            RelayRig others = rig(0);
            Player host = others.join(Forwarding.STAR, 0);
            Player guest = others.join(Forwarding.STAR, 1);
            send(others, guest, "aa", "bb");
            send(others, host, "0100cc", "0100dd");
            others.settle();

            assertThat(host.take()).containsExactly("0100aa", "0100bb");
            assertThat(guest.take()).containsExactly("cc", "dd");
        }
    }

    @Nested
    class OfAWindow {
        private final RelayRig rig = rig(5);
        private final Player zero = rig.join(Forwarding.FRAMED, 0);
        private final Player five = rig.join(Forwarding.FRAMED, 5);

        OfAWindow() {
            rig.run(200);
            rig.players.values().forEach(Player::take);
        }

        private void pass(long ms) {
            rig.nowMs += ms;
            rig.relay.onTimer(rig.nowMs);
            rig.settle();
        }

        @Test
        void leavesTogetherWhenTheFirstHasWaited() {
            send(rig, five, "0000aa");
            rig.settle();
            long dueMs = rig.nowMs + 5;
            assertThat(rig.relay.nextFlushMs()).isEqualTo(dueMs);
            assertThat(rig.relay.nextDeadlineMs()).isLessThanOrEqualTo(dueMs);
            pass(3);
            send(rig, five, "0000bb");
            rig.settle();
            pass(1);
            assertThat(zero.take()).isEmpty();
            pass(1);

            assertThat(zero.take()).containsExactly("10" + "03000005aa" + "03000005bb");
            assertThat(rig.relay.nextFlushMs()).isEqualTo(Long.MAX_VALUE);
        }

        @Test
        void aBatchThatEndsLaterSendsWhatIsDue() {
            send(rig, five, "0000aa");
            rig.settle();
            rig.nowMs += 5;
            send(rig, five, "0000bb");
            rig.settle();

            assertThat(zero.take()).containsExactly("10" + "03000005aa" + "03000005bb");
        }

        @Test
        void whatFollowsAFullBundleWaitsNoLonger() {
            send(rig, five, "0000" + repeat(1, 1_190));
            rig.settle();
            pass(4);
            send(rig, five, "0000" + repeat(2, 1_190));
            rig.settle();
            assertThat(zero.takeMessages()).containsExactly("0005" + repeat(1, 1_190));
            pass(1);

            assertThat(zero.takeMessages()).containsExactly("0005" + repeat(2, 1_190));
        }

        @Test
        void aClockReplyLeavesAtOnceBehindWhatWaits() {
            send(rig, zero, "0000aa");
            send(rig, five, "0300010807060504030201");
            rig.settle();

            assertThat(five.takeMessages())
                    .satisfiesExactly(
                            message -> assertThat(message).isEqualTo("0000aa"),
                            reply -> assertThat(reply).startsWith("03ff020807060504030201"));
            pass(5);
            assertThat(five.take()).isEmpty();
        }

        @Test
        void aRelayThatClosesSendsWhatWaitsFirst() {
            send(rig, five, "0000aa");
            rig.settle();
            rig.relay.close(rig.nowMs);
            rig.settle();

            assertThat(zero.take()).containsExactly("0005aa");
            assertThat(zero.isConnected()).isFalse();
        }
    }
}
