package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RoamingSimTest {
    private final World world = new World(3, Conditions.PERFECT);
    private final World.Relay relay = world.relay(SERVER, 1);
    private final SeededEntropy entropy = new SeededEntropy(3);

    private byte[] token(int player) {
        return ConnectToken.mint102(contents(player, userData(player, 1)), KEY_102, entropy);
    }

    private World.Player player(int id) {
        World.Player player = world.player(token(id), CLIENT.withPort(1000 + id));
        world.run(300);
        return player;
    }

    private HandmadeClient silentClient() {
        HandmadeClient client = new HandmadeClient(world, relay, token(7), CLIENT.withPort(1007));
        client.connect();
        client.inject(client.packetBytes(PacketType.KEEP_ALIVE, new byte[8]));
        world.run(400);
        return client;
    }

    @Test
    void aPlayerWhoseAddressChangesKeepsHisSession() {
        World.Player still = player(1);
        World.Player moving = player(2);
        PeerAddress mobile = PeerAddress.parse("[2001:db8::77]:5555");
        moving.moveTo(mobile);
        world.run(600);
        assertThat(relay.events)
                .containsExactly("connected 1/1", "connected 2/1", "roamed 2 to " + mobile);

        moving.client.send(World.bytes("still here"), world.nowMs());
        relay.server.send(relay.seats.get(2), World.bytes("welcome back"), world.nowMs());
        world.run(10_000);
        assertThat(relay.payloads).containsExactly("2:still here");
        assertThat(moving.payloads).containsExactly("welcome back");
        assertThat(moving.client.state()).isEqualTo(NetcodeClient.State.CONNECTED);
        assertThat(still.client.state()).isEqualTo(NetcodeClient.State.CONNECTED);
    }

    @Test
    void aSessionMovesWithTheSecondFreshPacketAndBothAreDelivered() {
        HandmadeClient client = silentClient();
        PeerAddress mobile = CLIENT.withPort(5555);
        client.injectFrom(mobile, client.payloadBytes(100, "one"));
        assertThat(relay.seats.get(7).address()).isEqualTo(client.address);
        client.injectFrom(mobile, client.payloadBytes(100, "one"));
        client.injectFrom(mobile, client.payloadBytes(99, "late"));
        assertThat(relay.seats.get(7).address()).isEqualTo(client.address);
        client.injectFrom(mobile, client.payloadBytes(101, "two"));
        assertThat(relay.seats.get(7).address()).isEqualTo(mobile);
        assertThat(relay.payloads).containsExactly("7:one", "7:two");
    }

    @Test
    void aCopiedPacketDoesNotMoveASessionWhoseOwnerSpeaksAgain() {
        HandmadeClient client = silentClient();
        PeerAddress thief = CLIENT.withPort(6666);
        client.injectFrom(thief, client.payloadBytes(100, "copied"));
        client.inject(client.payloadBytes(101, "mine"));
        client.injectFrom(thief, client.payloadBytes(102, "copied"));
        assertThat(relay.seats.get(7).address()).isEqualTo(client.address);
        assertThat(relay.drops).containsOnlyKeys(DropReason.NO_SESSION);
        assertThat(relay.payloads).containsExactly("7:copied", "7:mine");
    }

    @Test
    void aSessionThatSpokeInTheLastQuarterSecondDoesNotMove() {
        HandmadeClient client = silentClient();
        client.inject(client.payloadBytes(100, "here"));
        world.run(240);
        client.injectFrom(CLIENT.withPort(6666), client.payloadBytes(101, "a"));
        client.injectFrom(CLIENT.withPort(6666), client.payloadBytes(102, "b"));
        assertThat(relay.payloads).containsExactly("7:here");
        assertThat(relay.drops(DropReason.NO_SESSION)).isEqualTo(2);
    }

    @Test
    void aSequenceFarAheadOrOldIsNotTried() {
        HandmadeClient client = silentClient();
        PeerAddress elsewhere = CLIENT.withPort(6666);
        long most = client.sequence - 1;
        client.injectFrom(elsewhere, client.payloadBytes(most + 4097, "far"));
        client.injectFrom(elsewhere, client.payloadBytes(most, "old"));
        assertThat(relay.payloads).isEmpty();
        client.injectFrom(elsewhere, client.payloadBytes(most + 4096, "edge"));
        assertThat(relay.payloads).containsExactly("7:edge");
    }

    @Test
    void aFloodFromUnknownAddressesMeetsTheBudgetAndSessionsKeepFlowing() {
        World.Player player = player(1);
        HandmadeClient silent = silentClient();
        byte[] forged = silent.payloadBytes(50, "x");
        forged[forged.length - 1] ^= 1;
        for (int i = 0; i < 2_000; i++) {
            PeerAddress from = PeerAddress.ofIpv4(i, 9);
            relay.server.onDatagram(from, ByteBuffer.wrap(forged), world.nowMs());
        }
        assertThat(relay.drops(DropReason.ROAM_LIMIT)).isGreaterThan(1_500);
        player.client.send(World.bytes("flowing"), world.nowMs());
        world.run(50);
        assertThat(relay.payloads).containsExactly("1:flowing");
    }

    private long bytesTo(PeerAddress address, Runnable meanwhile) {
        long[] bytes = {0};
        world.network.setTap(
                (from, to, datagram) -> bytes[0] += to.equals(address) ? datagram.length : 0);
        meanwhile.run();
        return bytes[0];
    }

    private void pour(int payloads) {
        NetcodeSession session = relay.seats.get(7);
        for (int i = 0; i < payloads; i++) {
            relay.server.send(session, ByteBuffer.allocate(1_000), world.nowMs());
            world.run(5);
        }
    }

    private long bytesOfTwoPayloadsFrom(HandmadeClient client, PeerAddress from, int sequence) {
        byte[] one = client.payloadBytes(sequence, "one");
        byte[] two = client.payloadBytes(sequence + 1, "two");
        client.injectFrom(from, one);
        client.injectFrom(from, two);
        return one.length + two.length;
    }

    @Test
    void aMovedPlayerGetsThreeTimesWhatHeSentUntilHeAnswersFromThere() {
        HandmadeClient client = silentClient();
        PeerAddress victim = PeerAddress.parse("198.51.100.9:5555");
        long[] sent = {0};
        long got =
                bytesTo(
                        victim,
                        () -> {
                            sent[0] = bytesOfTwoPayloadsFrom(client, victim, 100);
                            pour(200);
                        });
        assertThat(relay.seats.get(7).address()).isEqualTo(victim);
        assertThat(relay.seats.get(7).isProven()).isFalse();
        assertThat(got).isLessThanOrEqualTo(3 * sent[0]);
        assertThat(relay.drops(DropReason.UNPROVEN_ADDRESS)).isEqualTo(200);
        assertThat(relay.seats.get(7).prove(relay.seats.get(7).pathChallenge() + 1)).isFalse();
        assertThat(relay.seats.get(7).prove(relay.seats.get(7).pathChallenge())).isTrue();
        assertThat(bytesTo(victim, () -> pour(10))).isGreaterThan(10_000);
    }

    @Test
    void anotherPortOfTheSameHostNeedsNoProof() {
        HandmadeClient client = silentClient();
        PeerAddress rebound = client.address.withPort(5555);
        bytesOfTwoPayloadsFrom(client, rebound, 100);
        assertThat(relay.seats.get(7).address()).isEqualTo(rebound);
        assertThat(relay.seats.get(7).isProven()).isTrue();
    }

    @Test
    void whoGoesOnFromPortToPortOfAVictimStaysUnproven() {
        HandmadeClient client = silentClient();
        PeerAddress victim = PeerAddress.parse("198.51.100.9:5555");
        bytesOfTwoPayloadsFrom(client, victim, 100);
        world.run(400);
        bytesOfTwoPayloadsFrom(client, victim.withPort(5556), 200);
        assertThat(relay.seats.get(7).address()).isEqualTo(victim.withPort(5556));
        assertThat(relay.seats.get(7).isProven()).isFalse();
    }

    @Test
    void alsoTheLastWordsToAnUnprovenAddressAreFew() {
        HandmadeClient client = silentClient();
        PeerAddress victim = PeerAddress.parse("198.51.100.9:5555");
        long sent = bytesOfTwoPayloadsFrom(client, victim, 100);
        long got =
                bytesTo(
                        victim,
                        () ->
                                relay.server.disconnect(
                                        relay.seats.get(7),
                                        NetcodeServer.End.CLOSED,
                                        world.nowMs()));
        assertThat(got).isPositive().isLessThanOrEqualTo(3 * sent);
    }

    @Test
    void aLibraryThatNeverAnswersKeepsItsSession() {
        World.Player moving = player(2);
        moving.moveTo(PeerAddress.parse("198.51.100.9:5555"));
        world.run(20_000);
        assertThat(moving.client.state()).isEqualTo(NetcodeClient.State.CONNECTED);
        assertThat(relay.seats.get(2).isProven()).isFalse();
    }

    @Test
    void aDisconnectFromAnUnknownAddressIsNotTried() {
        HandmadeClient client = silentClient();
        byte[] disconnect = client.packetBytes(PacketType.DISCONNECT, 100, new byte[0]);
        client.injectFrom(CLIENT.withPort(6666), disconnect);
        assertThat(relay.server.sessionCount()).isOne();
        assertThat(relay.drops).containsOnlyKeys(DropReason.NO_SESSION);
    }
}
