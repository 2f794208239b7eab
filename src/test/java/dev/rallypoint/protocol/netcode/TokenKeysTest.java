package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_101;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.NOW_S;
import static dev.rallypoint.protocol.netcode.Fixtures.PROTOCOL_ID;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER_B;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.filled;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.TokenKeys.Dated;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rotation of the keys that connect tokens are sealed with. */
class TokenKeysTest extends OneRelay {
    private static final byte[] NEW_102 = filled(32, 0x77);
    private static final byte[] NEW_101 = filled(32, 0x78);

    /** Tokens of {@link Fixtures#contents} expire 45 s after the beginning. */
    private static final long SWITCH_S = NOW_S + 60;

    private static final TokenKeys BOTH =
            new TokenKeys(
                    List.of(new Dated(0, KEY_102), new Dated(SWITCH_S, NEW_102)),
                    List.of(new Dated(0, KEY_101), new Dated(SWITCH_S, NEW_101)));

    private static ConnectToken.Contents expiring(
            long clientId, long expiresUnixSeconds, PeerAddress... servers) {
        ConnectToken.Contents usual = contents(clientId, userData((int) clientId, 1), servers);
        return new ConnectToken.Contents(
                usual.protocolId(),
                usual.createdUnixSeconds(),
                expiresUnixSeconds,
                usual.clientId(),
                usual.timeoutSeconds(),
                usual.publicServers(),
                usual.relayWhitelist(),
                usual.userData());
    }

    private byte[] minted(long clientId, long expiresUnixSeconds, PeerAddress... servers) {
        byte[] key = BOTH.key102(expiresUnixSeconds);
        return ConnectToken.mint102(expiring(clientId, expiresUnixSeconds, servers), key, entropy);
    }

    @Test
    void theExpiryNamesTheKey() {
        assertThat(BOTH.key102(SWITCH_S - 1)).isSameAs(KEY_102);
        assertThat(BOTH.key102(SWITCH_S)).isSameAs(NEW_102);
        assertThat(BOTH.key101(SWITCH_S - 1)).isSameAs(KEY_101);
        assertThat(BOTH.key101(SWITCH_S)).isSameAs(NEW_101);
        assertThat(BOTH.key102(-1)).as("unsigned").isSameAs(NEW_102);
        TokenKeys newAlone =
                new TokenKeys(
                        List.of(new Dated(SWITCH_S, NEW_102)), List.of(new Dated(0, KEY_101)));
        assertThat(newAlone.key102(0)).isSameAs(NEW_102);
    }

    @Test
    void sessionsAndTokensInHandOutliveARotation() {
        HandmadeClient before = client(minted(1, NOW_S + 45), 1);
        HandmadeClient inHand = client(minted(2, NOW_S + 45), 2);
        before.connect();
        relay.tokenKeys = BOTH;

        inHand.connect();
        client(minted(3, SWITCH_S), 3).connect();
        before.inject(before.payloadBytes(before.sequence++, "still here"));

        assertThat(relay.events)
                .contains("connected 1/1", "connected 2/1", "connected 3/1")
                .noneMatch(event -> event.startsWith("disconnected"));
        assertThat(relay.drops).isEmpty();
    }

    @Test
    void aTokenOf101OutlivesARotationToo() {
        relay.tokenKeys = BOTH;
        client(ConnectToken.mint101(expiring(1, SWITCH_S - 1), 5, KEY_101, entropy), 1).connect();
        client(ConnectToken.mint101(expiring(2, SWITCH_S), 6, NEW_101, entropy), 2).connect();
        assertThat(relay.events).contains("connected 1/1", "connected 2/1");
    }

    @Test
    void aMatchThatMovesTakesTokensOfTheKeyBefore() {
        HandmadeClient late = client(minted(1, NOW_S + 45, SERVER_B, SERVER), 1);
        relay.tokenKeys = BOTH;
        world.run(3_600_000);
        relay.expectsUntilMs = world.nowMs() + 60_000;
        late.connect();
        assertThat(relay.events).containsExactly("connected 1/1");
    }

    @Test
    void aKeyThatWasDroppedOpensNothing() {
        HandmadeClient old = client(minted(1, NOW_S + 45), 1);
        relay.tokenKeys =
                new TokenKeys(
                        List.of(new Dated(SWITCH_S, NEW_102)), List.of(new Dated(0, KEY_101)));
        old.request();
        assertOnlyDrop(DropReason.BAD_TOKEN);
    }

    @Test
    void aForgedRequestCostsOneDecryptionHoweverManyKeysThereAre() {
        int[] prepared = new int[1];
        Aead jdk = Aead.ofJdk();
        Aead counting =
                new Aead() {
                    @Override
                    public Key key(byte[] bytes) {
                        prepared[0]++;
                        return jdk.key(bytes);
                    }

                    @Override
                    public ByteBuffer buffer(int bytes) {
                        return jdk.buffer(bytes);
                    }

                    @Override
                    public void forget() {
                        jdk.forget();
                    }
                };
        NetcodeServer server =
                new NetcodeServer(
                        new NetcodeServer.Settings(
                                PROTOCOL_ID, () -> BOTH, OwnAddresses.of(SERVER), 1, 10, 1_300),
                        counting,
                        relay,
                        relay,
                        (to, datagram) -> {},
                        entropy);
        prepared[0] = 0;
        byte[] forged = flipped(client(minted(1, SWITCH_S), 1).requestBytes(), 100);
        server.onDatagram(CLIENT, ByteBuffer.wrap(forged), world.nowMs());
        assertOnlyDrop(DropReason.BAD_TOKEN);
        assertThat(prepared[0]).isOne();
    }

    @Test
    void keysComeInOrderAndAreNeverShown() {
        Dated early = new Dated(1, KEY_102);
        Dated late = new Dated(2, NEW_102);
        List<Dated> none = List.of();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenKeys(List.of(late, early), List.of(early)));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenKeys(none, List.of(early)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dated(0, new byte[31]));
        assertThat(BOTH.toString()).doesNotContain("66", "119", "[B");
    }
}
