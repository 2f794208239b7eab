package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ChannelData;
import dev.rallypoint.protocol.stun.Data;
import dev.rallypoint.protocol.stun.Fingerprint;
import dev.rallypoint.protocol.stun.IpFamily;
import dev.rallypoint.protocol.stun.RequestedFamily;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.XorPeerAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data both ways: RFC 8656 §11.2, §11.3, §12.6, §12.7. */
class PeerDataTest {
    private static final PeerAddress PEER = TurnWorld.PEER;
    private final TurnWorld world = new TurnWorld();
    private final TurnPlayer player = world.player("192.0.2.9:4000");

    @Test
    void aSendIndicationGoesToThePeerFromTheRelayedAddress() {
        PeerAddress relayed = player.allocate();
        player.permit(PEER);

        player.sendData(PEER, "hello");

        assertThat(world.ports.sent)
                .containsExactly(new FakePorts.Sent(relayed.port(), PEER, "hello", false));
    }

    @Test
    void aPermissionIsForAHostWhateverThePort() {
        player.allocate();
        player.permit(PEER.withPort(1));

        player.sendData(PEER.withPort(9), "x");

        assertThat(world.ports.sent).hasSize(1);
    }

    /** RFC 8656 §13: a datagram over IPv6 on either side is another packet, and §15: TCP none. */
    @Test
    void dontFragmentIsIgnoredWhereIpv6IsOnASide() {
        TurnPlayer of6 = world.player("[2001:db8::9]:4000");
        TurnPlayer overTcp = world.player("[2001:db8::9]:4001", ClientTransport.TCP);
        for (TurnPlayer sender : new TurnPlayer[] {of6, overTcp}) {
            assertThat(
                            TurnPlayer.code(
                                    sender.allocateWith(
                                            writer ->
                                                    RequestedFamily.append(
                                                            writer,
                                                            AttributeType.ADDITIONAL_ADDRESS_FAMILY,
                                                            IpFamily.IPV6))))
                    .isZero();
            assertThat(sender.permit(PEER, TurnWorld.PEER6)).isZero();
            sender.sendUnfragmented(PEER, "to IPv4");
            sender.sendUnfragmented(TurnWorld.PEER6, "to IPv6");
        }

        assertThat(world.ports.sent)
                .extracting(FakePorts.Sent::unfragmented)
                .containsExactly(false, false, true, true);
    }

    @Test
    void dontFragmentIsHandedOn() {
        player.allocate();
        player.permit(PEER);

        player.sendUnfragmented(PEER, "whole");

        assertThat(world.ports.sent.get(0).unfragmented()).isTrue();
    }

    @Test
    void withoutPermissionNothingIsSentAndNothingAnswered() {
        player.allocate();
        int answers = player.received.size();

        player.sendData(PEER, "x");

        assertThat(world.ports.sent).isEmpty();
        assertThat(player.received).hasSize(answers);
        assertThat(world.dropped(DropReason.TURN_NO_PERMISSION)).isEqualTo(1);
    }

    @Test
    void aPermissionEndsAfterFiveMinutesAndSendingDoesNotRefreshIt() {
        player.allocate();
        player.permit(PEER);
        world.nowMs += 299_999;
        player.sendData(PEER, "in time");
        world.nowMs += 1;
        player.sendData(PEER, "late");

        assertThat(world.ports.sent).hasSize(1);
        assertThat(world.dropped(DropReason.TURN_NO_PERMISSION)).isEqualTo(1);
    }

    @Test
    void dataWithoutAnAllocationIsDropped() {
        player.sendData(PEER, "x");
        player.sendChannelData(0x4000, "x");

        assertThat(world.dropped(DropReason.TURN_NO_ALLOCATION)).isEqualTo(2);
        assertThat(player.received).isEmpty();
    }

    @Test
    void channelDataGoesToTheChannelsPeer() {
        PeerAddress relayed = player.allocate();
        assertThat(player.bind(0x4001, PEER)).isZero();

        player.sendChannelData(0x4001, "fast");
        player.sendChannelData(0x4001, "");

        assertThat(world.ports.sent)
                .containsExactly(
                        new FakePorts.Sent(relayed.port(), PEER, "fast", false),
                        new FakePorts.Sent(relayed.port(), PEER, "", false));
    }

    @Test
    void paddingBehindChannelDataIsNotSent() {
        player.allocate();
        player.bind(0x4001, PEER);
        ByteBuffer padded =
                ByteBuffer.allocate(8).put(TurnPlayer.channelData(0x4001, "abc")).clear();

        player.onData(padded);

        assertThat(world.ports.sent.get(0).data()).isEqualTo("abc");
    }

    @Test
    void channelDataShorterThanItSaysIsDropped() {
        player.allocate();
        player.bind(0x4001, PEER);
        ByteBuffer message = TurnPlayer.channelData(0x4001, "abc");
        message.putShort(2, (short) 4);

        player.onData(message);
        player.onData(ByteBuffer.wrap(new byte[] {0x40}));

        assertThat(world.ports.sent).isEmpty();
        assertThat(world.dropped(DropReason.TURN_MALFORMED)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x4000, 0x4FFF})
    void channelsThatAreNotBoundCarryNothing(int channel) {
        player.allocate();
        player.bind(0x4001, PEER);

        player.sendChannelData(channel, "x");

        assertThat(world.dropped(DropReason.TURN_NO_CHANNEL)).isEqualTo(1);
    }

    @Test
    void aChannelEndsAfterTenMinutes() {
        player.allocate();
        player.bind(0x4001, PEER);
        player.refresh(3_600);
        world.nowMs += 600_000;

        player.sendChannelData(0x4001, "x");

        assertThat(world.dropped(DropReason.TURN_NO_CHANNEL)).isEqualTo(1);
    }

    @Test
    void whatAPeerSendsComesAsDataIndicationOrOverItsChannel() {
        PeerAddress relayed = player.allocate();
        player.permit(PEER);
        world.ports.receive(relayed.port(), PEER, TurnPlayer.bytes("one"), world.nowMs);

        StunMessage indication = player.last();
        assertThat(indication.is(StunClass.INDICATION, StunMessage.DATA)).isTrue();
        assertThat(XorPeerAddress.find(indication)).contains(PEER);
        assertThat(TurnPlayer.text(Data.find(indication).orElseThrow())).isEqualTo("one");

        player.bind(0x4001, PEER);
        world.ports.receive(relayed.port(), PEER, TurnPlayer.bytes("two"), world.nowMs);

        ByteBuffer message = player.received.get(player.received.size() - 1);
        assertThat(ChannelData.channel(message)).isEqualTo(0x4001);
        assertThat(message.remaining()).isEqualTo(7);
        assertThat(TurnPlayer.text(message.position(4))).isEqualTo("two");
    }

    @Test
    void dataOfEveryLengthAndFamilyIsWrittenWell() {
        StunMessage answer =
                player.allocateWith(
                        writer ->
                                RequestedFamily.append(
                                        writer,
                                        AttributeType.REQUESTED_ADDRESS_FAMILY,
                                        IpFamily.IPV6));
        int port = dev.rallypoint.protocol.stun.XorRelayedAddress.all(answer).get(0).port();
        player.permit(TurnWorld.PEER6);
        for (int length = 0; length <= PeerData.MAX_BYTES; length++) {
            String data = "x".repeat(length);
            player.received.clear();
            world.nowMs += 10_000 / (PeerData.MAX_BYTES + 1);
            world.ports.receive(port, TurnWorld.PEER6, TurnPlayer.bytes(data), world.nowMs);

            assertThat(XorPeerAddress.find(player.last())).contains(TurnWorld.PEER6);
            assertThat(TurnPlayer.text(Data.find(player.last()).orElseThrow())).isEqualTo(data);
            player.sendData(TurnWorld.PEER6, data);
            assertThat(world.ports.sent.get(world.ports.sent.size() - 1).data()).isEqualTo(data);
        }
    }

    @Test
    void overTcpChannelDataIsPaddedToFourBytes() {
        TurnPlayer connected = world.player("192.0.2.9:4000", ClientTransport.TCP);
        PeerAddress relayed = connected.allocate();
        connected.bind(0x4001, PEER);

        world.ports.receive(relayed.port(), PEER, TurnPlayer.bytes("abcde"), world.nowMs);

        ByteBuffer message = connected.received.get(connected.received.size() - 1);
        assertThat(ChannelData.lengthBytes(message)).isEqualTo(5);
        assertThat(message.remaining()).isEqualTo(12);
    }

    @Test
    void strangersReachNobody() {
        PeerAddress relayed = player.allocate();
        player.permit(PEER);
        int before = player.received.size();

        world.ports.receive(
                relayed.port(),
                PeerAddress.parse("198.51.100.8:5000"),
                TurnPlayer.bytes("x"),
                world.nowMs);

        assertThat(player.received).hasSize(before);
        assertThat(world.dropped(DropReason.TURN_NO_PERMISSION)).isEqualTo(1);
    }

    @Test
    void permissionsOfOneAllocationAreNoOthers() {
        player.allocate();
        player.permit(PEER);
        TurnPlayer second = world.player("192.0.2.9:4001");
        second.allocate();

        second.sendData(PEER, "x");

        assertThat(world.ports.sent).isEmpty();
    }

    @Test
    void port0IsNobodys() {
        player.allocate();
        player.permit(PEER);

        player.sendData(PEER.withPort(0), "x");

        assertThat(world.ports.sent).isEmpty();
        assertThat(world.dropped(DropReason.TURN_PEER_DENIED)).isEqualTo(1);
        assertThat(player.bind(0x4000, PEER.withPort(0))).isEqualTo(403);
    }

    @Test
    void twoAllocationsOfThisNodeMeetWithoutTheNetwork() {
        PeerAddress mine = player.allocate();
        TurnPlayer second = world.player("192.0.2.10:4000");
        PeerAddress theirs = second.allocate();
        assertThat(player.bind(0x4000, theirs)).isZero();
        assertThat(second.permit(mine)).isZero();

        player.sendChannelData(0x4000, "hello");

        assertThat(world.ports.sent).isEmpty();
        assertThat(XorPeerAddress.find(second.last())).contains(mine);
        assertThat(TurnPlayer.text(Data.find(second.last()).orElseThrow())).isEqualTo("hello");

        second.sendData(mine, "hello back");
        ByteBuffer answer = player.received.get(player.received.size() - 1);
        assertThat(ChannelData.channel(answer)).isEqualTo(0x4000);
    }

    @Test
    void ourOtherPortsAreOutOfReach() {
        player.allocate();
        player.permit(TurnWorld.OWN);

        for (int port : new int[] {22, 3_478, 25_565, 25_567, 65_535}) {
            player.sendData(TurnWorld.OWN.withPort(port), "x");
        }

        assertThat(world.ports.sent).isEmpty();
        assertThat(world.dropped(DropReason.TURN_PEER_DENIED)).isEqualTo(5);
    }

    @Test
    void anAllocationHasItsShareOfBytesAndAnotherItsOwn() {
        TurnWorld slow = new TurnWorld("turn.bytesPerAllocation=1024");
        TurnPlayer greedy = slow.player("192.0.2.9:4000");
        greedy.allocate();
        greedy.permit(PEER);
        for (int i = 0; i < 10; i++) {
            greedy.sendData(PEER, "x".repeat(500));
        }
        assertThat(slow.ports.sent).hasSize(3);
        assertThat(slow.dropped(DropReason.TURN_BYTE_LIMIT)).isEqualTo(7);

        TurnPlayer modest = slow.player("192.0.2.9:4001");
        modest.allocate();
        modest.permit(PEER);
        modest.sendData(PEER, "x");
        assertThat(slow.ports.sent).hasSize(4);
    }

    @Test
    void aSendIndicationWithoutDataOrPeerIsDropped() {
        player.allocate();
        player.permit(PEER);
        StunWriter noData =
                new StunWriter(128).begin(StunClass.INDICATION, StunMessage.SEND, player.nextId());
        XorPeerAddress.append(noData, PEER);
        StunWriter noPeer =
                new StunWriter(128).begin(StunClass.INDICATION, StunMessage.SEND, player.nextId());
        Data.append(noPeer, ByteBuffer.allocate(4));

        player.onData(noData.message());
        player.onData(noPeer.message());

        assertThat(world.dropped(DropReason.TURN_MALFORMED)).isEqualTo(2);
    }

    @Test
    void aSendIndicationWithAnUnknownRequiredAttributeIsDroppedAndAnOptionalOneIsNot() {
        player.allocate();
        player.permit(PEER);
        StunWriter required = player.indication(PEER, "x");
        required.attribute(0x7FFF, new byte[4]);
        StunWriter optional = player.indication(PEER, "y");
        optional.attribute(0xFFFF, new byte[4]);

        player.onData(required.message());
        player.onData(optional.message());

        assertThat(world.ports.sent).hasSize(1);
        assertThat(world.dropped(DropReason.TURN_MALFORMED)).isEqualTo(1);
    }

    @Test
    void aSendIndicationsFingerprintMustBeRight() {
        player.allocate();
        player.permit(PEER);
        StunWriter right = player.indication(PEER, "x");
        Fingerprint.append(right);
        StunWriter wrong = player.indication(PEER, "y");
        Fingerprint.append(wrong);
        wrong.message().put(30, (byte) 99);

        player.onData(right.message());
        player.onData(wrong.message());

        assertThat(world.ports.sent).hasSize(1);
    }

    @Test
    void dontFragmentIsUnknownWhereItCannotBeHad() {
        TurnWorld poor = TurnWorld.withFragments();
        TurnPlayer client = poor.player("192.0.2.9:4000");
        client.allocate();
        client.permit(PEER);

        client.sendUnfragmented(PEER, "x");

        assertThat(poor.ports.sent).isEmpty();
    }
}
