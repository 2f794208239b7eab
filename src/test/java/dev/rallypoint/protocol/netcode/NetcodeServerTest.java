package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER_B;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** From a datagram to a session, or to the reason why there is none. */
class NetcodeServerTest extends OneRelay {
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
        header.innerKey(KEY_102, Aead.ofJdk())
                .seal(
                        header.innerCounter(),
                        ByteBuffer.wrap(header.associatedData()),
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
}
