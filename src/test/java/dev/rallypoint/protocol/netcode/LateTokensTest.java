package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER_B;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What of an expired token costs what, and what the admission is told of tokens. */
class LateTokensTest extends OneRelay {
    private static final int LIFETIME_MS = 45_000;

    private byte[] tokenOf(PeerAddress... servers) {
        return ConnectToken.mint102(contents(7, userData(3, 1), servers), KEY_102, entropy);
    }

    private void expect(long forMs) {
        relay.expectsUntilMs = world.nowMs() + forMs;
    }

    @Test
    void areDroppedUnopenedWhileNobodyIsExpected() {
        HandmadeClient client = client(tokenOf(SERVER_B, SERVER), 1);
        world.run(LIFETIME_MS);

        client.request();
        assertOnlyDrop(DropReason.EXPIRED_TOKEN);
        client.inject(flipped(client.requestBytes(), 100));
        assertOnlyDrop(DropReason.EXPIRED_TOKEN);

        expect(1_000);
        client.inject(flipped(client.requestBytes(), 100));
        assertOnlyDrop(DropReason.BAD_TOKEN);
        world.run(1_000);
        client.request();
        assertOnlyDrop(DropReason.EXPIRED_TOKEN);
        assertThat(relay.claims).isEmpty();
    }

    @Test
    void openASessionWhereTheirPlayerIsExpected() {
        HandmadeClient client = client(tokenOf(SERVER_B, SERVER), 1);
        world.run(10 * LIFETIME_MS);
        expect(60_000);

        client.connect();

        assertThat(relay.events).containsExactly("connected 7/1");
        assertThat(relay.claims)
                .allSatisfy(
                        claim -> {
                            assertThat(claim.isLate()).isTrue();
                            assertThat(claim.isHome()).isFalse();
                        });
    }

    @Test
    void areUsedOnceAsLongAsSomebodyIsExpected() {
        byte[] token = tokenOf(SERVER_B, SERVER);
        HandmadeClient client = client(token, 1);
        world.run(LIFETIME_MS);
        expect(60_000);
        client.connect();
        relay.server.disconnect(relay.seats.get(3), NetcodeServer.End.MOVED, world.nowMs());
        world.run(59_000);

        client.request();
        assertOnlyDrop(DropReason.TOKEN_ALREADY_USED);
        client(token, 2).request();
        assertOnlyDrop(DropReason.TOKEN_ALREADY_USED);
        world.run(7_000);
        client.request();
        assertOnlyDrop(DropReason.EXPIRED_TOKEN);
    }

    @Test
    void aTokenThatExpiresWithinItsHandshakeIsNotLate() {
        HandmadeClient client = client(tokenOf(SERVER), 1);
        world.run(LIFETIME_MS - 1_000);
        client.request();
        world.run(2_000);
        client.respond();

        assertThat(relay.events).containsExactly("connected 7/1");
        assertThat(relay.claims)
                .allSatisfy(
                        claim -> {
                            assertThat(claim.isLate()).isFalse();
                            assertThat(claim.isHome()).isTrue();
                        });
    }

    @Test
    void aMatchThatMovedDeniesAndAnotherRelaysMatchIsSilent() {
        class Elsewhere implements Admission {
            private Seat answer = Seat.MOVED;

            @Override
            public Seat seat(Claim claim, long nowMs) {
                return answer;
            }

            @Override
            public boolean isNewer(byte[] candidateUserData, NetcodeSession current) {
                return false;
            }
        }
        Elsewhere elsewhere = new Elsewhere();
        int[] sent = new int[1];
        NetcodeServer server =
                new NetcodeServer(
                        new NetcodeServer.Settings(
                                Fixtures.PROTOCOL_ID,
                                KEY_102,
                                Fixtures.KEY_101,
                                OwnAddresses.of(SERVER),
                                1,
                                10,
                                1_300),
                        Aead.ofJdk(),
                        elsewhere,
                        relay,
                        (to, datagram) -> sent[0] = datagram.get(datagram.position()) & 0xF,
                        entropy);
        byte[] request = client(tokenOf(SERVER), 1).requestBytes();

        server.onDatagram(CLIENT, ByteBuffer.wrap(request.clone()), world.nowMs());
        assertThat(sent[0]).isEqualTo(PacketType.DENIED.wire());
        assertOnlyDrop(DropReason.MATCH_MOVED);

        sent[0] = -1;
        elsewhere.answer = Admission.Seat.NOT_HOME;
        server.onDatagram(CLIENT, ByteBuffer.wrap(request.clone()), world.nowMs());
        assertThat(sent[0]).isEqualTo(-1);
        assertOnlyDrop(DropReason.NOT_HOME);
        assertThat(server.handshakeCount()).isZero();
        assertThat(server.rememberedTokenCount()).isZero();
    }
}
