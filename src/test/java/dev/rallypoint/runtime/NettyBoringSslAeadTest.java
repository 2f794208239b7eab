package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Admission;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.netcode.OwnAddresses;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What only the native implementation has to answer for; AeadTest has the rest. */
class NettyBoringSslAeadTest {
    private static final byte[] SECRET = new byte[32];
    private static final ByteBuffer NO_AAD = ByteBuffer.allocate(0);
    private static final PeerAddress RELAY = PeerAddress.parse("192.0.2.1:25565");
    private static final PeerAddress PLAYER = PeerAddress.parse("198.51.100.7:40000");
    private static final long NOW_MS = 1_750_000_000_000L;

    @Test
    void loadsWhereItsNativeLibraryIsPacked() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.contains("linux") || os.contains("mac")) {
            assertThat(NettyBoringSslAead.whyUnavailable()).isEmpty();
            assertThat(PacketCiphers.fastest().get()).isInstanceOf(NettyBoringSslAead.class);
        }
    }

    @Test
    void eachRelayGetsItsOwn() {
        assertThat(PacketCiphers.fastest().get()).isNotSameAs(PacketCiphers.fastest().get());
    }

    @Test
    void worksForTheThreadOfItsFirstKeyOnly() {
        NettyBoringSslAead aead = new NettyBoringSslAead();
        Aead.Key key = aead.key(SECRET);
        ByteBuffer out = ByteBuffer.allocate(16);

        assertRefusedElsewhere(() -> key.seal(1, NO_AAD, NO_AAD, out));
        assertRefusedElsewhere(() -> key.open(1, NO_AAD, ByteBuffer.allocate(16), out));
        assertRefusedElsewhere(key::close);
        assertRefusedElsewhere(() -> aead.key(SECRET));

        key.seal(1, NO_AAD, NO_AAD, out);
        assertThat(out.hasRemaining()).isFalse();
    }

    private static void assertRefusedElsewhere(Runnable call) {
        assertThatThrownBy(() -> CompletableFuture.runAsync(call).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to thread");
    }

    @Test
    void writesIntoNoReadOnlyBuffer() {
        Aead.Key key = new NettyBoringSslAead().key(SECRET);
        ByteBuffer memory = ByteBuffer.allocateDirect(64);
        ByteBuffer readOnly = memory.asReadOnlyBuffer();
        assertThatThrownBy(() -> key.seal(1, NO_AAD, NO_AAD, readOnly))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> key.open(1, NO_AAD, ByteBuffer.allocate(32), readOnly))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThat(memory).isEqualTo(ByteBuffer.allocate(64));
    }

    @Test
    void readsReadOnlyBuffers() {
        Aead.Key key = new NettyBoringSslAead().key(SECRET);
        ByteBuffer sealed = ByteBuffer.allocateDirect(64);
        ByteBuffer plaintext = ByteBuffer.allocateDirect(8).putLong(0, 7);
        key.seal(1, NO_AAD, plaintext.asReadOnlyBuffer(), sealed);
        ByteBuffer opened = ByteBuffer.allocateDirect(8);
        assertThat(key.open(1, NO_AAD, sealed.flip().asReadOnlyBuffer(), opened)).isTrue();
        assertThat(opened.getLong(0)).isEqualTo(7);
    }

    @Test
    void refusesOverlappingBuffersInsteadOfSealingRubbish() {
        Aead.Key key = new NettyBoringSslAead().key(SECRET);
        ByteBuffer memory = ByteBuffer.allocateDirect(128);
        ByteBuffer plaintext = memory.duplicate().position(0).limit(40);
        ByteBuffer sealed = memory.duplicate().position(10).limit(10 + 56);
        assertThatThrownBy(() -> key.seal(1, NO_AAD, plaintext, sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRefusedSealingUsesUpItsCounterOnlyOnceItReachedTheCipher() {
        Aead.Key key = new NettyBoringSslAead().key(SECRET);
        assertThatThrownBy(() -> key.seal(5, NO_AAD, NO_AAD, ByteBuffer.allocate(15)))
                .isInstanceOf(java.nio.BufferOverflowException.class);
        key.seal(5, NO_AAD, NO_AAD, ByteBuffer.allocate(16));
    }

    @Test
    void aFloodOfForgedRequestsLeavesNoNativeMemory() {
        Node node = new Node();
        byte[] request = node.firstRequestOf(node.token(1));
        request[1077] ^= 1;
        int before = NettyBoringSslCall.openContexts();
        for (int i = 0; i < 20_000; i++) {
            node.server.onDatagram(PLAYER, ByteBuffer.wrap(request), NOW_MS);
        }
        assertThat(node.drops).containsEntry(DropReason.BAD_TOKEN, 20_000);
        assertThat(NettyBoringSslCall.openContexts()).isLessThanOrEqualTo(before);
    }

    @Test
    void aFloodOfRequestsForAFullMatchLeavesNoNativeMemory() {
        Node node = new Node();
        node.isFull = true;
        int before = NettyBoringSslCall.openContexts();
        for (int i = 0; i < 2_000; i++) {
            byte[] request = node.firstRequestOf(node.token(i));
            node.server.onDatagram(PLAYER, ByteBuffer.wrap(request), NOW_MS);
        }
        assertThat(node.drops).containsEntry(DropReason.MATCH_FULL, 2_000);
        assertThat(NettyBoringSslCall.openContexts()).isLessThanOrEqualTo(before);
    }

    @Test
    void handshakesThatNobodyFinishesLeaveNoNativeMemory() {
        Node node = new Node();
        int before = NettyBoringSslCall.openContexts();
        for (int i = 0; i < 500; i++) {
            byte[] request = node.firstRequestOf(node.token(i));
            PeerAddress from = PLAYER.withPort(30_000 + i % 100);
            node.server.onDatagram(from, ByteBuffer.wrap(request), NOW_MS);
        }
        assertThat(node.server.handshakeCount()).isEqualTo(100);
        assertThat(NettyBoringSslCall.openContexts()).isLessThanOrEqualTo(before + 2 * 100);
        node.server.onTimer(NOW_MS + 100);
        node.server.onTimer(NOW_MS + 60_000);
        node.server.onTimer(NOW_MS + 120_000);
        assertThat(node.server.handshakeCount()).isZero();
        assertThat(NettyBoringSslCall.openContexts()).isLessThanOrEqualTo(before);
    }

    @Test
    void sessionsThatEndLeaveNoNativeMemoryAndAClosedNodeNone() {
        int atFirst = NettyBoringSslCall.openContexts();
        Node node = new Node();
        int before = NettyBoringSslCall.openContexts();
        for (int i = 0; i < 500; i++) {
            node.connect(i);
            node.sessions.forEach(s -> node.server.disconnect(s, NetcodeServer.End.CLOSED, NOW_MS));
        }
        assertThat(node.sessions).hasSize(500);
        assertThat(NettyBoringSslCall.openContexts()).isLessThanOrEqualTo(before);
        node.connect(1_000);
        node.server.onDatagram(
                PLAYER, ByteBuffer.wrap(node.firstRequestOf(node.token(1_001))), NOW_MS);
        node.server.close(NOW_MS);
        assertThat(NettyBoringSslCall.openContexts()).isLessThanOrEqualTo(atFirst);
    }

    /** A server core and what it said. */
    private static final class Node implements NetcodeServer.Output, Admission {
        private final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
        private final List<NetcodeSession> sessions = new ArrayList<>();
        private final SeededEntropy entropy = new SeededEntropy(1);
        private final NetcodeServer server;
        private NetcodeClient client;
        private boolean isFull;

        Node() {
            NetcodeServer.Settings settings =
                    new NetcodeServer.Settings(
                            1, SECRET, SECRET, OwnAddresses.of(RELAY), 1, 1_000, 1200);
            server =
                    new NetcodeServer(
                            settings,
                            new NettyBoringSslAead(),
                            this,
                            this,
                            (to, datagram) -> answer(datagram),
                            entropy);
        }

        byte[] token(long clientId) {
            List<PeerAddress> servers = List.of(RELAY);
            long nowSeconds = NOW_MS / 1000;
            return ConnectToken.mint102(
                    new ConnectToken.Contents(
                            1,
                            nowSeconds,
                            nowSeconds + 45,
                            clientId,
                            5,
                            servers,
                            servers,
                            new byte[256]),
                    SECRET,
                    entropy);
        }

        byte[] firstRequestOf(byte[] token) {
            byte[] request = new byte[1078];
            new NetcodeClient(
                            token,
                            Aead.ofJdk(),
                            (to, datagram) -> datagram.get(request),
                            new Deaf(),
                            NOW_MS)
                    .onTimer(NOW_MS);
            return request;
        }

        void connect(long clientId) {
            client =
                    new NetcodeClient(
                            token(clientId),
                            Aead.ofJdk(),
                            (to, datagram) -> server.onDatagram(PLAYER, copy(datagram), NOW_MS),
                            new Deaf(),
                            NOW_MS);
            client.onTimer(NOW_MS);
        }

        private void answer(ByteBuffer datagram) {
            if (client != null) {
                client.onDatagram(RELAY, copy(datagram), NOW_MS);
            }
        }

        private static ByteBuffer copy(ByteBuffer datagram) {
            return ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
        }

        @Override
        public Seat seat(Claim claim, long nowMs) {
            return isFull ? Seat.FULL : new Seat(0, 2);
        }

        @Override
        public boolean isNewer(byte[] candidateUserData, NetcodeSession current) {
            return false;
        }

        @Override
        public void onConnected(NetcodeSession session, byte[] userData, long nowMs) {
            sessions.add(session);
        }

        @Override
        public void onPayload(NetcodeSession session, ByteBuffer payload, long nowMs) {}

        @Override
        public void onDisconnected(NetcodeSession session, NetcodeServer.End end, long nowMs) {}

        @Override
        public void onDrop(DropReason reason) {
            drops.merge(reason, 1, Integer::sum);
        }
    }

    private static final class Deaf implements NetcodeClient.Output {
        @Override
        public void onState(NetcodeClient.State from, NetcodeClient.State to, long nowMs) {}

        @Override
        public void onPayload(ByteBuffer payload, long nowMs) {}

        @Override
        public void onDrop(DropReason reason) {}
    }
}
