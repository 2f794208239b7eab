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
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NetcodeServerTest {
    private final SeededEntropy entropy = new SeededEntropy(5);
    private final World world = new World(1, Conditions.PERFECT);
    private final World.Relay relay = world.relay(SERVER, 1);

    private byte[] token(long clientId, int slot, int generation) {
        return ConnectToken.mint102(
                contents(clientId, userData(slot, generation)), KEY_102, entropy);
    }

    private HandmadeClient client(byte[] token, int port) {
        return new HandmadeClient(world, relay, token, CLIENT.withPort(port));
    }

    private HandmadeClient client() {
        return client(token(7, 3, 1), 40_000);
    }

    private void assertOnlyDrop(DropReason reason) {
        assertThat(relay.drops).as("drops").containsOnlyKeys(reason);
        assertThat(relay.drops(reason)).as(reason.name()).isOne();
        relay.drops.clear();
    }

    private void assertRequestRefused(DropReason reason, UnaryOperator<byte[]> change) {
        HandmadeClient client = client();
        client.inject(change.apply(client.requestBytes()));
        assertOnlyDrop(reason);
        assertThat(client.received).isEmpty();
    }

    @Test
    void refusesDatagramsThatAreNoPackets() {
        HandmadeClient client = client();
        client.inject(new byte[0]);
        assertOnlyDrop(DropReason.EMPTY);
        client.inject(new byte[] {0});
        assertOnlyDrop(DropReason.TOO_SHORT);
        client.inject(Fixtures.filled(17, 0x15));
        assertOnlyDrop(DropReason.TOO_SHORT);
        client.inject(Fixtures.filled(18, 0x25));
        assertOnlyDrop(DropReason.TOO_SHORT);
        client.inject(Fixtures.filled(1326, 0x15));
        assertOnlyDrop(DropReason.TOO_LONG);
        for (int type : new int[] {0x10, 0x11, 0x12, 0x17, 0x1F}) {
            client.inject(Fixtures.filled(40, type));
            assertOnlyDrop(DropReason.UNKNOWN_TYPE);
        }
        client.inject(Fixtures.filled(40, 0x05));
        assertOnlyDrop(DropReason.BAD_SEQUENCE_LENGTH);
        client.inject(Fixtures.filled(40, 0x95));
        assertOnlyDrop(DropReason.BAD_SEQUENCE_LENGTH);
        client.inject(Fixtures.filled(40, 0x15));
        assertOnlyDrop(DropReason.NO_SESSION);
    }

    @Test
    void refusesRequestsInTheOrderOfTheStandard() {
        assertRequestRefused(DropReason.TOO_SHORT, r -> Arrays.copyOf(r, 1061));
        assertRequestRefused(DropReason.BAD_SIZE, r -> Arrays.copyOf(r, 1077));
        assertRequestRefused(DropReason.TOO_LONG, r -> Arrays.copyOf(r, 1079));
        assertRequestRefused(DropReason.BAD_VERSION, r -> Arrays.copyOf(r, 1062));
        assertRequestRefused(DropReason.BAD_VERSION, r -> flipped(r, 13));
        assertRequestRefused(DropReason.WRONG_PROTOCOL_ID, r -> flipped(r, 14));
        assertRequestRefused(DropReason.EXPIRED_TOKEN, NetcodeServerTest::withExpiryNow);
        assertRequestRefused(DropReason.BAD_TOKEN, r -> flipped(r, 22));
        assertRequestRefused(DropReason.BAD_TOKEN, r -> flipped(r, 30));
        assertRequestRefused(DropReason.BAD_TOKEN, r -> flipped(r, 54));
        assertRequestRefused(DropReason.BAD_TOKEN, r -> flipped(r, 1077));
    }

    private static byte[] flipped(byte[] bytes, int index) {
        byte[] changed = bytes.clone();
        changed[index] ^= 1;
        return changed;
    }

    private static byte[] withExpiryNow(byte[] request) {
        ByteBuffer bytes = ByteBuffer.wrap(request.clone());
        return bytes.putLong(22, Long.reverseBytes(Fixtures.NOW_S)).array();
    }

    @Test
    void refusesAGenuineTokenWithoutALegalAddressList() {
        TokenHeader header =
                new TokenHeader(
                        NetcodeVersion.V1_02,
                        Fixtures.PROTOCOL_ID,
                        Fixtures.NOW_S + 45,
                        Fixtures.filled(24, 1));
        ByteBuffer sealed = ByteBuffer.allocate(1024);
        byte[] noAddresses = new byte[PrivateConnectToken.PLAIN_BYTES];
        Aead.ofJdk()
                .seal(
                        header.innerKey(KEY_102),
                        header.innerCounter(),
                        header.associatedData(),
                        ByteBuffer.wrap(noAddresses),
                        sealed);
        ByteBuffer request = ByteBuffer.allocate(1078);
        ConnectRequest.write(header, sealed.array(), request);
        client().inject(request.array());
        assertOnlyDrop(DropReason.MALFORMED_TOKEN);
    }

    @Test
    void refusesATokenForOtherRelaysOrWithUserDataThatIsNoTicket() {
        byte[] foreign =
                ConnectToken.mint102(contents(7, userData(3, 1), SERVER_B), KEY_102, entropy);
        client(foreign, 1).request();
        assertOnlyDrop(DropReason.NOT_MY_ADDRESS);
        client(token(7, -1, 1), 1).request();
        assertOnlyDrop(DropReason.MALFORMED_TOKEN);
    }

    @Test
    void refusesA101TokenUnderTheKeyFor102() {
        byte[] token = ConnectToken.mint101(contents(7, userData(3, 1)), 1, KEY_102, entropy);
        client(token, 1).request();
        assertOnlyDrop(DropReason.BAD_TOKEN);
    }

    @Test
    void answersAFullMatchWithDeniedToRequestAndResponse() {
        HandmadeClient first = client(token(1, 3, 1), 1);
        HandmadeClient second = client(token(2, 3, 1), 2);
        second.request();
        first.connect();
        second.respond();
        assertThat(second.received).containsExactly(PacketType.CHALLENGE, PacketType.DENIED);
        assertOnlyDrop(DropReason.MATCH_FULL);

        HandmadeClient third = client(token(3, 3, 1), 3);
        third.request();
        assertThat(third.received).containsExactly(PacketType.DENIED);
        assertOnlyDrop(DropReason.MATCH_FULL);
        assertThat(relay.server.rememberedTokenCount()).isEqualTo(2);
    }

    @Test
    void answersAFullNodeWithDenied() {
        for (int i = 0; i < 64; i++) {
            relay.seats.clear();
            client(token(100 + i, 3, 1), 1000 + i).connect();
        }
        assertThat(relay.server.sessionCount()).isEqualTo(64);
        relay.seats.clear();
        HandmadeClient late = client(token(7, 3, 1), 5000);
        late.request();
        assertThat(late.received).containsExactly(PacketType.DENIED);
        assertOnlyDrop(DropReason.SESSIONS_FULL);
    }

    @Test
    void refusesWhatIsNotAnAnswerToItsOwnChallenge() {
        HandmadeClient client = client();
        byte[] zeros = new byte[308];
        client.inject(client.packetBytes(PacketType.RESPONSE, zeros));
        assertOnlyDrop(DropReason.NO_SESSION);
        client.request();
        client.inject(client.packetBytes(PacketType.RESPONSE, zeros));
        assertOnlyDrop(DropReason.BAD_CHALLENGE);
        client.inject(client.packetBytes(PacketType.RESPONSE, new byte[307]));
        assertOnlyDrop(DropReason.BAD_SIZE);
        client.inject(flipped(client.packetBytes(PacketType.RESPONSE, zeros), 30));
        assertOnlyDrop(DropReason.BAD_TAG);

        HandmadeClient elsewhere =
                new HandmadeClient(world, relay, token(7, 3, 1), CLIENT.withPort(2));
        elsewhere.request();
        client.challenges.clear();
        client.challenges.addAll(elsewhere.challenges);
        client.respond();
        assertOnlyDrop(DropReason.BAD_CHALLENGE);
    }

    @Test
    void aChallengeForOneAddressDoesNotServeAnotherOfTheSameToken() {
        HandmadeClient owner = client();
        owner.request();
        PeerAddress victim = CLIENT.withPort(2);
        owner.injectFrom(victim, owner.requestBytes());
        owner.injectFrom(victim, owner.packetBytes(PacketType.RESPONSE, owner.challenges.get(0)));
        assertOnlyDrop(DropReason.BAD_CHALLENGE);
    }

    @Test
    void aTokenIsUsedOnceAlsoFromTheSameAddressAfterTheSessionEnded() {
        HandmadeClient client = client();
        client.connect();
        client.request();
        assertOnlyDrop(DropReason.ALREADY_CONNECTED);
        client.respond();
        assertOnlyDrop(DropReason.ALREADY_CONNECTED);
        client.inject(client.packetBytes(PacketType.DISCONNECT, new byte[0]));
        assertThat(relay.events).endsWith("LEFT 7");
        client.request();
        assertOnlyDrop(DropReason.TOKEN_ALREADY_USED);
    }

    @Test
    void aTokenThatExpiresDuringItsHandshakeIsUsedOnceToo() {
        world.run(43_000);
        client(token(8, 4, 1), 8).connect();
        HandmadeClient client = client();
        client.request();
        PeerAddress elsewhere = CLIENT.withPort(2);
        client.injectFrom(elsewhere, client.requestBytes());
        world.run(3_000);
        assertThat(relay.server.rememberedTokenCount()).isZero();

        client.respond();
        assertThat(relay.events).endsWith("connected 7/1");
        assertThat(relay.server.handshakeCount()).isZero();
        client.inject(client.packetBytes(PacketType.DISCONNECT, new byte[0]));
        client.respond();
        assertOnlyDrop(DropReason.NO_SESSION);
        assertThat(client.sequences).doesNotHaveDuplicates();
    }

    @Test
    void aRequestIsRepeatedFromItsAddressAndAnsweredEachTime() {
        HandmadeClient client = client();
        client.request();
        client.request();
        client.request();
        assertThat(client.count(PacketType.CHALLENGE)).isEqualTo(3);
        assertThat(relay.server.handshakeCount()).isOne();
        assertThat(client.sequences).doesNotHaveDuplicates();
        assertThat(client.sequences).allMatch(sequence -> sequence < 0);
    }

    @Test
    void aStolenRequestDoesNotBlockItsOwner() {
        HandmadeClient owner = client();
        PeerAddress thief = CLIENT.withPort(6666);
        owner.injectFrom(thief, owner.requestBytes());
        owner.injectFrom(thief.withPort(6667), owner.requestBytes());
        owner.connect();
        assertThat(relay.events).containsExactly("connected 7/1");
        assertThat(relay.server.handshakeCount()).isZero();
        owner.injectFrom(thief, owner.requestBytes());
        assertOnlyDrop(DropReason.TOKEN_ALREADY_USED);
    }

    @Test
    void aTokenPendingFromThreeAddressesIsRefusedFromAFourthUntilOneLapses() {
        HandmadeClient owner = client();
        for (int port = 1; port <= 4; port++) {
            owner.injectFrom(CLIENT.withPort(port), owner.requestBytes());
        }
        assertOnlyDrop(DropReason.TOKEN_ALREADY_USED);
        world.run(5_100);
        assertThat(relay.server.handshakeCount()).isZero();
        owner.connect();
        assertThat(relay.events).containsExactly("connected 7/1");
    }

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
