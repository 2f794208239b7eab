package dev.rallypoint.relay;

import static dev.rallypoint.relay.RelayRig.LOBBY;
import static dev.rallypoint.relay.RelayRig.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.RelayControl;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {
    private final RelayRig rig = new RelayRig(20_261_122);
    private final RelayCounters counters = rig.relay.counters();

    @Nested
    class Raw {
        private final Player one = rig.join(Forwarding.RAW, 0);
        private final Player two = rig.join(Forwarding.RAW, 3);
        private final Player three =
                rig.join(NetcodeVersion.V1_01, 107, rig.ticket(Forwarding.RAW, 7));

        @Test
        void everyPayloadGoesToEveryOtherMemberByteForByte() {
            one.send("00");
            three.send(repeat(0xAB, 1_175));

            assertThat(one.take()).containsExactly(repeat(0xAB, 1_175));
            assertThat(two.take()).containsExactly("00", repeat(0xAB, 1_175));
            assertThat(three.take()).containsExactly("00");
            assertThat(counters.get(Total.MESSAGES_IN)).isEqualTo(2);
            assertThat(counters.get(Total.MESSAGES_OUT)).isEqualTo(4);
        }

        @Test
        void anotherMatchHearsNothing() {
            MatchTicket other =
                    new MatchTicket(new UUID(1, 1), Forwarding.RAW, false, 0, 8, rig.nowMs);
            Player elsewhere = rig.join(NetcodeVersion.V1_02, 555, other);

            one.send("0102");
            elsewhere.send("0304");

            assertThat(two.take()).containsExactly("0102");
            assertThat(elsewhere.take()).isEmpty();
        }

        @Test
        void aPayloadThatOnlyOneReceiverCannotTakeIsDroppedForHimAlone() {
            one.send(repeat(1, 1_200));

            assertThat(two.take()).containsExactly(repeat(1, 1_200));
            assertThat(three.take()).isEmpty();
            assertThat(counters.dropped(DropReason.BAD_PAYLOAD_SIZE)).isEqualTo(1);
        }
    }

    @Nested
    class Star {
        private final Player host = rig.join(Forwarding.STAR, 0);
        private final Player one = rig.join(Forwarding.STAR, 1);
        private final Player seven = rig.join(Forwarding.STAR, 7);

        @Test
        void membersReachTheHostOnlyWithTheirSlotInFront() {
            one.send("aabb");
            seven.send("cc");

            assertThat(host.take()).containsExactly("0100aabb", "0700cc");
            assertThat(one.take()).isEmpty();
            assertThat(seven.take()).isEmpty();
        }

        @Test
        void theHostReachesOneSlotAndTheTagIsTakenOff() {
            host.send("0700ddee");

            assertThat(seven.take()).containsExactly("ddee");
            assertThat(one.take()).isEmpty();
            assertThat(host.take()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"0000aa", "0200aa", "4000aa", "0001aa", "ffffaa"})
        void theHostReachesNobodyInASlotThatNobodyHolds(String payload) {
            host.send(payload);

            assertThat(counters.dropped(DropReason.NO_SUCH_SLOT)).isEqualTo(1);
            assertThat(counters.get(Total.MESSAGES_OUT)).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"01", "0100"})
        void theHostMustTagWhatHeSends(String payload) {
            host.send(payload);

            assertThat(counters.dropped(DropReason.BAD_FRAME)).isEqualTo(1);
            assertThat(one.take()).isEmpty();
        }

        @Test
        void withoutTheHostThereIsNobodyToReach() {
            host.client.disconnect(rig.nowMs);
            rig.settle();

            one.send("aa");

            assertThat(counters.dropped(DropReason.NOT_HOST)).isEqualTo(1);
            assertThat(seven.take()).isEmpty();
        }

        @Test
        void aNewOwnerOfTheLobbyIsTheHostFromThenOn() {
            rig.run(10);
            rig.relay.setHost(LOBBY, 7, rig.nowMs, rig.nowMs);

            one.send("aa");
            host.send("bb");
            seven.send("0100cc");

            assertThat(seven.take()).containsExactly("0100aa", "0000bb");
            assertThat(one.take()).containsExactly("cc");
        }

        @Test
        void anOldTokenDoesNotMakeTheFormerHostTheHostAgain() {
            MatchTicket whenHost = new MatchTicket(LOBBY, Forwarding.STAR, true, 0, 8, rig.nowMs);
            host.client.disconnect(rig.nowMs);
            rig.run(10);
            rig.relay.setHost(LOBBY, 7, rig.nowMs, rig.nowMs);

            rig.join(NetcodeVersion.V1_02, 100, whenHost);
            one.send("aa");

            assertThat(seven.take()).containsExactly("0100aa");
        }

        @Test
        void anOwnerWhoseTokenIsOlderThanHisOfficeIsTheHostOfAMatchThatBeginsLater() {
            UUID lobby = new UUID(7, 7);
            MatchTicket formerHost = rig.ticket(lobby, Forwarding.STAR, 0);
            MatchTicket member = rig.ticket(lobby, Forwarding.STAR, 3);
            MatchTicket newOwner = rig.ticket(lobby, Forwarding.STAR, 5);
            rig.run(10);
            rig.relay.setHost(lobby, 5, rig.nowMs, rig.nowMs);
            rig.relay.setHost(lobby, 4, rig.nowMs - 5, rig.nowMs);

            rig.join(NetcodeVersion.V1_02, 200, formerHost);
            Player three = rig.join(NetcodeVersion.V1_02, 203, member);
            Player five = rig.join(NetcodeVersion.V1_02, 205, newOwner);
            three.send("aa");

            assertThat(five.take()).containsExactly("0300aa");
        }
    }

    @Nested
    class Framed {
        private final Player zero = rig.join(Forwarding.FRAMED, 0);
        private final Player five = rig.join(Forwarding.FRAMED, 5);
        private final Player seven = rig.join(Forwarding.FRAMED, 7);

        Framed() {
            rig.run(200);
            rig.players.values().forEach(Player::take);
        }

        @Test
        void theRelayWritesTheSlotOfTheSender() {
            five.send("0000aa");

            assertThat(zero.take()).containsExactly("0005aa");
            assertThat(seven.take()).containsExactly("0005aa");
            assertThat(five.take()).isEmpty();
        }

        @Test
        void oneSlotAndTheHostAreReachedAlone() {
            five.send("0107aa");
            five.send("0200bb");
            five.send("0907cccc0000dd");

            assertThat(seven.take()).containsExactly("0105aa", "0905cccc0000dd");
            assertThat(zero.take()).containsExactly("0205bb");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0106aa", "0105aa", "0140aa", "01ffaa"})
        void aSlotThatNobodyElseHoldsCannotBeReached(String payload) {
            five.send(payload);

            assertThat(counters.dropped(DropReason.NO_SUCH_SLOT)).isEqualTo(1);
        }

        @Test
        void theHostDoesNotReachHimself() {
            zero.send("0200aa");

            assertThat(counters.dropped(DropReason.NO_SUCH_SLOT)).isEqualTo(1);
            assertThat(zero.take()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "00",
                    "1000aa",
                    "0c00aa",
                    "0001aa",
                    "04000102",
                    "0300",
                    "030003",
                    "030099"
                })
        void whatIsNoFrameIsDropped(String payload) {
            five.send(payload);

            assertThat(counters.dropped(DropReason.BAD_FRAME)).isEqualTo(1);
            assertThat(zero.take()).isEmpty();
            assertThat(five.take()).isEmpty();
        }

        @Test
        void aClockRequestIsAnsweredWithTheTimeOfTheRelay() {
            five.send("0300010807060504030201");

            ByteBuffer reply = ByteBuffer.wrap(HexFormat.of().parseHex(five.take().get(0)));
            assertThat(RelayControl.kind(reply)).contains(RelayControl.Kind.CLOCK_REPLY);
            assertThat(RelayControl.clientMicros(reply)).isEqualTo(0x0102030405060708L);
            assertThat(RelayControl.relayMicros(reply)).isEqualTo(rig.nowMs * 1_000);
            assertThat(zero.take()).isEmpty();
        }

        @Test
        void aLateJoinerHearsWhoIsThereAndGetsTheNewestStateOfEach() {
            five.send("040001000000aa");
            five.send("040003000000cc");
            five.send("040002000000bb");
            zero.send("040009000000dd");
            zero.send("0407ff000000ee");
            rig.players.values().forEach(Player::take);

            Player late = rig.join(Forwarding.FRAMED, 1);
            rig.run(50);

            assertThat(late.takeMessages())
                    .containsExactly(
                            "03ff0300", "040009000000dd", "03ff0305", "040503000000cc", "03ff0307");
            assertThat(zero.take()).containsExactly("03ff0301");
        }

        @Test
        void oldStatesAreForwardedButNotKept() {
            five.send("040003000000cc");
            five.send("040002000000bb");

            assertThat(zero.take()).containsExactly("040503000000cc", "040502000000bb");
        }

        @Test
        void whoGoesIsAnnouncedAndHisStateForgotten() {
            five.send("040003000000cc");
            five.client.disconnect(rig.nowMs);
            rig.settle();
            assertThat(zero.take()).containsExactly("040503000000cc", "03ff0405");

            Player late = rig.join(Forwarding.FRAMED, 1);
            rig.run(50);

            assertThat(late.takeMessages()).containsExactly("03ff0300", "03ff0307");
        }

        @Test
        void theNextPlayerInASlotCountsHisStatesFromAnywhere() {
            five.send("0400ff000000cc");
            five.client.disconnect(rig.nowMs);
            rig.settle();
            rig.join(Forwarding.FRAMED, 5).send("040001000000dd");

            Player late = rig.join(Forwarding.FRAMED, 1);
            rig.run(50);

            assertThat(late.takeMessages())
                    .containsExactly("03ff0300", "03ff0305", "040501000000dd", "03ff0307");
        }

        @Test
        void aTakeoverIsADepartureAndAnArrival() {
            rig.run(10);
            rig.join(Forwarding.FRAMED, 5);
            rig.run(50);

            assertThat(zero.takeMessages()).containsExactly("03ff0405", "03ff0305");
        }
    }
}
