package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_101;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER_B;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A session from its first packet to its end. */
class NetcodeServerSessionsTest extends OneRelay {
    @Test
    void aNewerTokenOfAPlayerTakesHisSlotAtOnceAndAnOlderOneDoesNot() {
        HandmadeClient old = client(token(7, 3, 1), 1);
        HandmadeClient older = client(token(7, 3, 0), 2);
        HandmadeClient newer = client(token(7, 3, 2), 3);
        older.request();
        old.connect();
        older.respond();
        assertOnlyDrop(DropReason.ALREADY_CONNECTED);
        newer.connect();
        assertThat(relay.events).containsExactly("connected 7/1", "REPLACED 7", "connected 7/2");
        assertThat(old.count(PacketType.DISCONNECT)).isEqualTo(10);
        assertThat(newer.received).containsExactly(PacketType.CHALLENGE, PacketType.KEEP_ALIVE);
        assertThat(relay.server.sessionCount()).isOne();
    }

    @Test
    void aNewerTokenTakesOverAlsoFromTheAddressOfTheOldSession() {
        HandmadeClient old = client(token(7, 3, 1), 1);
        old.connect();
        HandmadeClient newer = client(token(7, 3, 2), 1);
        newer.connect();
        assertThat(relay.events).containsExactly("connected 7/1", "REPLACED 7", "connected 7/2");
        newer.inject(newer.payloadBytes(50, "hello"));
        assertThat(relay.payloads).containsExactly("7:hello");
        HandmadeClient other = client(token(8, 4, 1), 1);
        other.request();
        assertOnlyDrop(DropReason.ALREADY_CONNECTED);
    }

    @Test
    void everyPayloadIsPrecededByAKeepAliveUntilThePlayerIsHeard() {
        HandmadeClient client = client();
        client.connect();
        NetcodeSession session = relay.seats.get(3);
        client.received.clear();
        relay.server.send(session, World.bytes("a"), world.nowMs());
        relay.server.send(session, World.bytes("b"), world.nowMs());
        world.network.advanceTo(world.nowMs() + 2);
        assertThat(client.received)
                .containsExactly(
                        PacketType.KEEP_ALIVE,
                        PacketType.PAYLOAD,
                        PacketType.KEEP_ALIVE,
                        PacketType.PAYLOAD);

        client.received.clear();
        client.inject(client.packetBytes(PacketType.KEEP_ALIVE, new byte[8]));
        relay.server.send(session, World.bytes("c"), world.nowMs());
        world.network.advanceTo(world.nowMs() + 2);
        assertThat(client.received).containsExactly(PacketType.PAYLOAD);
    }

    @Test
    void refusesReplaysForgeriesAndWrongSizesWithinASession() {
        HandmadeClient client = client();
        client.connect();
        byte[] payload = client.payloadBytes(9, "hello");
        client.inject(flipped(payload, 5));
        assertOnlyDrop(DropReason.BAD_TAG);
        client.inject(payload);
        client.inject(payload);
        assertOnlyDrop(DropReason.REPLAYED);
        assertThat(relay.payloads).containsExactly("7:hello");
        client.inject(client.packetBytes(PacketType.PAYLOAD, 10, new byte[0]));
        assertOnlyDrop(DropReason.BAD_PAYLOAD_SIZE);
        client.inject(client.packetBytes(PacketType.KEEP_ALIVE, 11, new byte[7]));
        assertOnlyDrop(DropReason.BAD_SIZE);
        client.inject(client.packetBytes(PacketType.DISCONNECT, 12, new byte[1]));
        assertOnlyDrop(DropReason.BAD_SIZE);
        client.inject(client.packetBytes(PacketType.PAYLOAD, 13, new byte[1300]));
        assertThat(relay.payloads).hasSize(2);
        assertThat(relay.drops).isEmpty();
    }

    @Test
    void sendsAtMost1200BytesAnd1175To101Clients() {
        client().connect();
        byte[] token101 = ConnectToken.mint101(contents(8, userData(4, 1)), 5, KEY_101, entropy);
        client(token101, 2).connect();
        NetcodeSession new102 = relay.seats.get(3);
        NetcodeSession old101 = relay.seats.get(4);
        long nowMs = world.nowMs();
        assertThat(relay.server.send(new102, ByteBuffer.allocate(1200), nowMs)).isTrue();
        assertThat(relay.server.send(old101, ByteBuffer.allocate(1175), nowMs)).isTrue();
        assertThat(relay.drops).isEmpty();
        assertThat(relay.server.send(old101, ByteBuffer.allocate(1176), nowMs)).isFalse();
        assertOnlyDrop(DropReason.BAD_PAYLOAD_SIZE);
        assertThat(relay.server.send(new102, ByteBuffer.allocate(1201), nowMs)).isFalse();
        assertOnlyDrop(DropReason.BAD_PAYLOAD_SIZE);
        assertThat(relay.server.send(new102, ByteBuffer.allocate(0), nowMs)).isFalse();
        assertOnlyDrop(DropReason.BAD_PAYLOAD_SIZE);
    }

    @Test
    void keepsASessionAliveTenTimesASecondAndEndsASilentOne() {
        HandmadeClient client = client();
        client.connect();
        world.run(2_000);
        assertThat(client.count(PacketType.KEEP_ALIVE)).isBetween(19L, 22L);
        world.run(3_100);
        assertThat(relay.events).endsWith("TIMED_OUT 7");
        assertThat(client.count(PacketType.DISCONNECT)).isZero();
        assertThat(relay.server.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void timeInWhichTheRelayItselfStoodStillIsNotSilence() {
        client().connect();
        HandmadeClient late = client(token(8, 4, 1), 2);
        late.request();
        world.run(1_000);

        long afterMs = world.nowMs() + 60_000;
        relay.server.onTimer(afterMs);
        assertThat(relay.server.sessionCount()).isOne();
        assertThat(relay.server.handshakeCount()).isOne();

        for (long sinceMs = 100; sinceMs <= 4_500; sinceMs += 100) {
            relay.server.onTimer(afterMs + sinceMs);
        }
        assertThat(relay.events).endsWith("TIMED_OUT 7");
        assertThat(relay.server.handshakeCount()).isZero();
    }

    @Test
    void aTokenWithoutTimeoutKeepsItsSession() {
        ConnectToken.Contents five = contents(7, userData(3, 1));
        ConnectToken.Contents none =
                new ConnectToken.Contents(
                        five.protocolId(),
                        five.createdUnixSeconds(),
                        five.expiresUnixSeconds(),
                        7,
                        -1,
                        five.publicServers(),
                        five.relayWhitelist(),
                        five.userData());
        client(ConnectToken.mint102(none, KEY_102, entropy), 1).connect();
        world.run(60_000);
        assertThat(relay.server.sessionCount()).isOne();
    }

    @Test
    void closeSaysGoodbyeTenTimesAndLeavesADeadCore() {
        HandmadeClient client = client();
        client.connect();
        relay.server.close(world.nowMs());
        world.network.advanceTo(world.nowMs() + 2);
        assertThat(client.count(PacketType.DISCONNECT)).isEqualTo(10);
        assertThat(relay.events).endsWith("CLOSED 7");
        assertThat(relay.server.sessionCount()).isZero();
        client.request();
        assertOnlyDrop(DropReason.NO_SESSION);
    }

    @Test
    void aRestartedNodeSendsFromAnotherRangeOfSequencesUnderTheSameKeys() {
        byte[] token = token(7, 3, 1);
        HandmadeClient before = client(token, 1);
        before.connect();
        World.Relay restarted = world.relay(SERVER, 2);
        HandmadeClient after = new HandmadeClient(world, restarted, token, CLIENT.withPort(2));
        after.connect();
        long first = before.sequences.get(1);
        long second = after.sequences.get(1);
        assertThat(second - first).isEqualTo(32L << SendSequence.COUNTER_BITS);
        assertThat(after.sequences).doesNotContainAnyElementsOf(before.sequences);
    }

    @Test
    void relaysOfOneTokenSendFromDisjointRanges() {
        World.Relay other = world.relay(SERVER_B, 1);
        byte[] token =
                ConnectToken.mint102(
                        contents(7, userData(3, 1), SERVER, SERVER_B), KEY_102, entropy);
        HandmadeClient first = client(token, 1);
        HandmadeClient second = new HandmadeClient(world, other, token, CLIENT.withPort(2));
        first.connect();
        second.connect();
        assertThat(second.sequences.get(1) - first.sequences.get(1))
                .isEqualTo(1L << SendSequence.COUNTER_BITS);
    }
}
