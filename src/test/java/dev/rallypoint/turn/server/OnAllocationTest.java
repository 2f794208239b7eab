package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ChannelNumber;
import dev.rallypoint.protocol.stun.IpFamily;
import dev.rallypoint.protocol.stun.Lifetime;
import dev.rallypoint.protocol.stun.RequestedFamily;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.XorPeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refresh, CreatePermission and ChannelBind: RFC 8656 §5, §8.2, §10.2, §12.2. */
class OnAllocationTest {
    private static final PeerAddress PEER = TurnWorld.PEER;
    private final TurnWorld world = new TurnWorld();
    private final TurnPlayer player = world.player("192.0.2.9:4000");

    @Test
    void withoutAnAllocationEachIs437() {
        assertThat(player.refresh(600)).isEqualTo(437);
        assertThat(player.permit(PEER)).isEqualTo(437);
        assertThat(player.bind(0x4000, PEER)).isEqualTo(437);
    }

    @Test
    void anotherUserIs441() {
        player.allocate();
        player.credentials = player.credentials("fedcba9876543210");

        assertThat(player.refresh(600)).isEqualTo(441);
        assertThat(player.refresh(0)).isEqualTo(441);
        assertThat(player.permit(PEER)).isEqualTo(441);
        assertThat(player.bind(0x4000, PEER)).isEqualTo(441);
    }

    @Test
    void refreshSetsTheLifetime() {
        player.allocate();
        world.nowMs += 500_000;
        player.nonce = "";

        StunMessage answer =
                player.ask(StunMessage.REFRESH, writer -> Lifetime.append(writer, 1_200));

        assertThat(Lifetime.find(answer)).hasValue(1_200);
        world.nowMs += 1_199_999;
        world.server.onTimer(world.nowMs);
        assertThat(world.allocations()).isEqualTo(1);
        world.nowMs += 1;
        world.server.onTimer(world.nowMs);
        assertThat(world.allocations()).isZero();
    }

    /** Clients use a port again at once: elsewhere their next Allocate meets 437. */
    @Test
    void refreshWith0EndsItAtOnceAndThe5TupleIsFree() {
        PeerAddress relayed = player.allocate();

        StunMessage answer = player.ask(StunMessage.REFRESH, writer -> Lifetime.append(writer, 0));

        assertThat(Lifetime.find(answer)).hasValue(0);
        assertThat(world.ports.open).doesNotContainKey(relayed.port());
        player.allocate();
    }

    @Test
    void refreshOfOneOfTwoFamiliesEndsThatOneOnly() {
        player.allocateWith(
                writer ->
                        RequestedFamily.append(
                                writer, AttributeType.ADDITIONAL_ADDRESS_FAMILY, IpFamily.IPV6));
        player.permit(PEER);
        int code = TurnPlayer.code(refreshFamily(IpFamily.IPV6, 0));

        assertThat(code).isZero();
        assertThat(world.ports.open).hasSize(1);
        assertThat(player.permit(TurnWorld.PEER6)).isEqualTo(443);
        assertThat(player.permit(PEER)).isZero();
    }

    private StunMessage refreshFamily(IpFamily family, int seconds) {
        return player.ask(
                StunMessage.REFRESH,
                writer -> {
                    Lifetime.append(writer, seconds);
                    RequestedFamily.append(writer, AttributeType.REQUESTED_ADDRESS_FAMILY, family);
                });
    }

    @Test
    void refreshOfAFamilyThatItHasNotIs443() {
        player.allocate();

        assertThat(TurnPlayer.code(refreshFamily(IpFamily.IPV6, 0))).isEqualTo(443);
        assertThat(world.allocations()).isEqualTo(1);
    }

    @Test
    void permissionsWithoutAPeerOrWithAMalformedOneAre400() {
        player.allocate();

        assertThat(player.permit()).isEqualTo(400);
        StunMessage answer =
                player.ask(
                        StunMessage.CREATE_PERMISSION,
                        writer -> {
                            XorPeerAddress.append(writer, PEER);
                            writer.attribute(AttributeType.XOR_PEER_ADDRESS, new byte[7]);
                        });
        assertThat(TurnPlayer.code(answer)).isEqualTo(400);
        player.sendData(PEER, "not permitted");
        assertThat(world.ports.sent).isEmpty();
    }

    @Test
    void severalPeersArePermittedAtOnce() {
        player.allocate();
        PeerAddress other = PeerAddress.parse("198.51.100.8:1");

        assertThat(player.permit(PEER, other)).isZero();

        player.sendData(PEER, "x");
        player.sendData(other, "y");
        assertThat(world.ports.sent).hasSize(2);
    }

    @Test
    void aPeerOfTheOtherFamilyIs443() {
        player.allocate();

        assertThat(player.permit(TurnWorld.PEER6)).isEqualTo(443);
        assertThat(player.bind(0x4000, TurnWorld.PEER6)).isEqualTo(443);
    }

    /** The trap: they are granted by default elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254:80",
                "127.0.0.1:25567",
                "0.0.0.0:1",
                "10.1.2.3:1",
                "172.16.0.1:1",
                "172.31.255.255:1",
                "192.168.1.1:53",
                "100.64.0.1:1",
                "224.0.0.1:1",
                "239.255.255.250:1900",
                "255.255.255.255:1",
                "192.88.99.1:1",
                "[::ffff:127.0.0.1]:1",
                "[::ffff:169.254.169.254]:80"
            })
    void specialPeersAre403(String peer) {
        player.allocate();

        assertThat(player.permit(PeerAddress.parse(peer))).isEqualTo(403);
        assertThat(player.bind(0x4000, PeerAddress.parse(peer))).isEqualTo(403);
        assertThat(player.permit(PEER, PeerAddress.parse(peer))).isEqualTo(403);
        player.sendData(PEER, "not permitted");
        assertThat(world.ports.sent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[::]:1",
                "[::1]:1",
                "[::127.0.0.1]:1",
                "[fe80::1]:1",
                "[fec0::1]:1",
                "[fc00::1]:1",
                "[fd00:ec2::254]:80",
                "[ff02::1]:1",
                "[64:ff9b::7f00:1]:1",
                "[2002:7f00:1::]:1",
                "[2001::1]:1"
            })
    void specialPeersOfIpv6Are403(String peer) {
        player.allocateWith(
                writer ->
                        RequestedFamily.append(
                                writer, AttributeType.REQUESTED_ADDRESS_FAMILY, IpFamily.IPV6));

        assertThat(player.permit(PeerAddress.parse(peer))).isEqualTo(403);
    }

    /**
     * As an IPv6 value, which is the same host: an IPv4 allocation must not reach loopback by it.
     */
    @Test
    void anIpv4AddressInIpv6sClothesIsTheIpv4Address() {
        player.allocate();
        byte[] mapped = new byte[20];
        mapped[1] = 2;
        byte[] clear = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};

        StunMessage answer =
                player.ask(
                        StunMessage.CREATE_PERMISSION,
                        writer -> {
                            ByteBufferMask.hide(clear, mapped, writer.message());
                            writer.attribute(AttributeType.XOR_PEER_ADDRESS, mapped);
                        });

        assertThat(TurnPlayer.code(answer)).isEqualTo(403);
    }

    private static final class ByteBufferMask {
        static void hide(byte[] clear, byte[] value, java.nio.ByteBuffer message) {
            for (int i = 0; i < clear.length; i++) {
                value[4 + i] = (byte) (clear[i] ^ message.get(4 + i));
            }
        }
    }

    @Test
    void anOperatorMayAllowWhatIsSpecialAndDenyWhatIsNot() {
        TurnWorld lan =
                new TurnWorld(
                        "turn.allowedPeers=10.1.0.0/16",
                        "turn.deniedPeers=10.1.2.0/24, 198.51.100.0/24, 203.0.113.1");
        TurnPlayer client = lan.player("192.0.2.9:4000");
        client.allocate();

        assertThat(client.permit(PeerAddress.parse("10.1.1.1:1"))).isZero();
        assertThat(client.permit(PeerAddress.parse("10.1.2.1:1"))).isEqualTo(403);
        assertThat(client.permit(PeerAddress.parse("10.2.0.1:1"))).isEqualTo(403);
        assertThat(client.permit(PEER)).isEqualTo(403);
        assertThat(client.permit(TurnWorld.OWN)).isEqualTo(403);
    }

    /** The trap of a full table: what is in it can still be refreshed. */
    @Test
    void permissionsAndChannelsOfAFullAllocationAreRefreshed() {
        player.allocate();
        player.bind(0x4000, host(0));
        for (int i = 0; i < Permissions.MOST; i++) {
            player.permit(host(i));
        }
        world.nowMs += Permission.LIFETIME_MS - 1;

        assertThat(player.permit(host(1), host(2).withPort(7), host(2))).isZero();
        assertThat(player.bind(0x4000, host(0))).isZero();
        assertThat(player.permit(host(1), host(Permissions.MOST))).isEqualTo(508);
    }

    @Test
    void anAllocationHasABoundedNumberOfPermissionsAndExpiredOnesMakeRoom() {
        player.allocate();
        for (int i = 0; i < Permissions.MOST; i++) {
            assertThat(player.permit(host(i))).isZero();
        }
        assertThat(player.permit(host(Permissions.MOST))).isEqualTo(508);

        world.nowMs += Permission.LIFETIME_MS;
        assertThat(player.permit(host(Permissions.MOST))).isZero();
    }

    private static PeerAddress host(int number) {
        return PeerAddress.parse("198.51." + number / 256 + "." + number % 256 + ":1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x3FFF, 0x5000, 0x7FFE, 0xFFFF})
    void aReservedChannelIs400(int channel) {
        player.allocate();

        assertThat(player.bind(channel, PEER)).isEqualTo(400);
    }

    @Test
    void anOperatorMayLetOldClientsBindTheirChannels() {
        TurnPlayer old = new TurnWorld("turn.channels=rfc5766").player("192.0.2.9:4000");
        old.allocate();

        assertThat(old.bind(0x7FFE, PEER)).isZero();
        assertThat(old.bind(0x7FFF, PEER.withPort(9))).isEqualTo(400);
        old.sendChannelData(0x7FFE, "x");
        assertThat(old.world.ports.sent).hasSize(1);
    }

    @Test
    void aBindingWithoutNumberOrPeerIs400() {
        player.allocate();

        assertThat(
                        TurnPlayer.code(
                                player.ask(
                                        StunMessage.CHANNEL_BIND,
                                        writer -> ChannelNumber.append(writer, 0x4000))))
                .isEqualTo(400);
        assertThat(
                        TurnPlayer.code(
                                player.ask(
                                        StunMessage.CHANNEL_BIND,
                                        writer -> XorPeerAddress.append(writer, PEER))))
                .isEqualTo(400);
    }

    @Test
    void aChannelHasOnePeerAndAPeerOneChannel() {
        player.allocate();
        assertThat(player.bind(0x4000, PEER)).isZero();

        assertThat(player.bind(0x4000, PEER.withPort(9))).isEqualTo(400);
        assertThat(player.bind(0x4001, PEER)).isEqualTo(400);
        assertThat(player.bind(0x4000, PEER)).isZero();
        assertThat(player.bind(0x4001, PEER.withPort(9))).isZero();
    }

    @Test
    void anExpiredChannelMayBeBoundAnew() {
        player.allocate();
        player.bind(0x4000, PEER);
        player.refresh(3_600);
        world.nowMs += Channel.LIFETIME_MS;
        player.nonce = "";

        assertThat(player.bind(0x4000, PEER.withPort(9))).isZero();
        assertThat(player.bind(0x4001, PEER)).isZero();
        player.sendChannelData(0x4000, "x");
        assertThat(world.ports.sent.get(0).to()).isEqualTo(PEER.withPort(9));
    }

    @Test
    void channelsAreBoundedToo() {
        player.allocate();
        for (int i = 0; i < Channels.MOST; i++) {
            assertThat(player.bind(0x4000 + i, PEER.withPort(1_000 + i))).isZero();
        }

        assertThat(player.bind(0x4F00, PEER)).isEqualTo(508);
        assertThat(player.bind(0x4000, PEER.withPort(1_000))).isZero();
        for (int i = 0; i < Channels.MOST; i++) {
            player.sendChannelData(0x4000 + i, "x");
        }
        assertThat(world.ports.sent).hasSize(Channels.MOST);
    }

    @Test
    void aClosedConnectionEndsItsAllocation() {
        TurnPlayer connected = world.player("192.0.2.9:4000", ClientTransport.TCP);
        connected.allocate();
        assertThat(world.server.allocations(ClientTransport.TCP)).isEqualTo(1);

        world.server.onClosed(connected.door);

        assertThat(world.allocations()).isZero();
        assertThat(world.ports.open).isEmpty();
    }
}
