package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Admission;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.netcode.OwnAddresses;
import dev.rallypoint.support.AllocationMeter;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node's netcode server does for each datagram leaves nothing to collect. */
class PacketPathAllocationTest {
    private static final int PLAYERS = 8;
    private static final int WARM_UP_PACKETS = 30_000;

    /** One would do, but for a single allocation that has nothing to do with packets. */
    private static final int ROUNDS = 4;

    private static final int PACKETS_A_ROUND = 25_000;
    private static final PeerAddress RELAY = PeerAddress.parse("192.0.2.1:25565");
    private static final long NOW_MS = 1_750_000_000_000L;
    private static final byte[] KEY = new byte[32];

    /** What the server says reaches nobody, so that only the server is measured. */
    private static final int NO_TIMEOUT = 0;

    private final AllocationMeter meter = new AllocationMeter();
    private final NetcodeClient[] clients = new NetcodeClient[PLAYERS];
    private final PeerAddress[] addresses = new PeerAddress[PLAYERS];
    private final NetcodeSession[] sessions = new NetcodeSession[PLAYERS];
    private final ByteBuffer payload = ByteBuffer.allocateDirect(100);
    private final Match match = new Match();
    private NetcodeServer server;
    private boolean isSettingUp = true;
    private boolean forges;
    private int datagramsIn;
    private int datagramsOut;
    private int drops;
    private int openSessions;
    private long nowMs = NOW_MS;

    @BeforeEach
    void connectsEightPlayers() {
        assumeTrue(NettyBoringSslAead.whyUnavailable().isEmpty());
        NetcodeServer.Settings settings =
                new NetcodeServer.Settings(1, KEY, KEY, OwnAddresses.of(RELAY), 1, PLAYERS, 1200);
        server =
                new NetcodeServer(
                        settings,
                        new NettyBoringSslAead(),
                        match,
                        match,
                        this::fromServer,
                        new SeededEntropy(1));
        for (int i = 0; i < PLAYERS; i++) {
            addresses[i] = PeerAddress.parse("198.51.100.7:" + (40_000 + i));
            connect(i);
        }
        assertThat(server.sessionCount()).isEqualTo(PLAYERS);
        isSettingUp = false;
    }

    private void connect(int player) {
        byte[] userData = new byte[256];
        userData[0] = (byte) player;
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        1,
                        NOW_MS / 1000,
                        NOW_MS / 1000 + 45,
                        player,
                        NO_TIMEOUT,
                        List.of(RELAY),
                        List.of(RELAY),
                        userData);
        clients[player] =
                new NetcodeClient(
                        ConnectToken.mint102(contents, KEY, new SeededEntropy(player)),
                        new NettyBoringSslAead(),
                        (to, datagram) -> fromPlayer(player, datagram),
                        new Player(),
                        NOW_MS);
        clients[player].onTimer(NOW_MS);
    }

    private void fromPlayer(int player, ByteBuffer datagram) {
        datagramsIn++;
        if (isSettingUp) {
            ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
            server.onDatagram(addresses[player], copy, nowMs);
            return;
        }
        if (forges) {
            int last = datagram.limit() - 1;
            datagram.put(last, (byte) (datagram.get(last) ^ 1));
        }
        meter.measure(() -> server.onDatagram(addresses[player], datagram, nowMs));
    }

    private void fromServer(PeerAddress to, ByteBuffer datagram) {
        datagramsOut++;
        if (!isSettingUp) {
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
        clients[to.port() - 40_000].onDatagram(RELAY, copy, nowMs);
    }

    /** Sends each payload to the seven others. */
    private final class Match implements NetcodeServer.Output, Admission {
        @Override
        public Seat seat(Claim claim, long nowMs) {
            return new Seat(claim.userData()[0], PLAYERS);
        }

        @Override
        public boolean isNewer(byte[] candidateUserData, NetcodeSession current) {
            return false;
        }

        @Override
        public void onConnected(NetcodeSession session, byte[] userData, long nowMs) {
            sessions[session.slot()] = session;
            openSessions++;
        }

        @Override
        public void onPayload(NetcodeSession from, ByteBuffer bytes, long nowMs) {
            for (NetcodeSession to : sessions) {
                if (to != from) {
                    server.send(to, bytes, nowMs);
                }
            }
        }

        @Override
        public void onDisconnected(NetcodeSession session, NetcodeServer.End end, long nowMs) {
            openSessions--;
        }

        @Override
        public void onDrop(DropReason reason) {
            drops++;
        }
    }

    private static final class Player implements NetcodeClient.Output {
        @Override
        public void onState(NetcodeClient.State from, NetcodeClient.State to, long nowMs) {}

        @Override
        public void onPayload(ByteBuffer payload, long nowMs) {}

        @Override
        public void onDrop(DropReason reason) {}
    }

    /** The bytes of the thriftiest round: what comes with each packet is in every round. */
    private long bytesPerRound(Runnable packet) {
        repeat(packet, WARM_UP_PACKETS);
        meter.take();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            repeat(packet, PACKETS_A_ROUND);
            least = Math.min(least, meter.take());
        }
        return least;
    }

    private static void repeat(Runnable step, int times) {
        for (int i = 0; i < times; i++) {
            step.run();
        }
    }

    private void sendOnePayload() {
        clients[datagramsIn % PLAYERS].send(payload, nowMs);
    }

    @Test
    void aPayloadIsOpenedAndSealedForSevenReceivers() {
        long bytes = bytesPerRound(this::sendOnePayload);
        assertThat(drops).isZero();
        int payloads = WARM_UP_PACKETS + ROUNDS * PACKETS_A_ROUND;
        assertThat(datagramsOut).isGreaterThanOrEqualTo(7 * payloads);
        assertThat(bytes).isZero();
    }

    @Test
    void keepAlivesOfPlayersAndServer() {
        int outBefore = datagramsOut;
        long bytes =
                bytesPerRound(
                        () -> {
                            nowMs += 100;
                            for (NetcodeClient client : clients) {
                                client.onTimer(nowMs);
                            }
                            meter.measure(() -> server.onTimer(nowMs));
                        });
        int beats = WARM_UP_PACKETS + ROUNDS * PACKETS_A_ROUND;
        assertThat(datagramsOut - outBefore).isGreaterThanOrEqualTo(PLAYERS * (beats - 1));
        assertThat(openSessions).isEqualTo(PLAYERS);
        assertThat(drops).isZero();
        assertThat(bytes).isZero();
    }

    @Test
    void forgeries() {
        forges = true;
        long bytes = bytesPerRound(this::sendOnePayload);
        assertThat(drops).isEqualTo(WARM_UP_PACKETS + ROUNDS * PACKETS_A_ROUND);
        assertThat(bytes).isZero();
    }

    @Test
    void datagramsOfStrangersAndGarbage() {
        PeerAddress stranger = PeerAddress.parse("203.0.113.9:1");
        ByteBuffer garbage = ByteBuffer.allocateDirect(64).put(0, (byte) 0x15);
        long bytes =
                bytesPerRound(
                        () -> meter.measure(() -> server.onDatagram(stranger, garbage, nowMs)));
        assertThat(drops).isEqualTo(WARM_UP_PACKETS + ROUNDS * PACKETS_A_ROUND);
        assertThat(bytes).isZero();
    }

    @Test
    void theMeterNoticesASingleObject() {
        Object[] last = new Object[1];
        long bytes = bytesPerRound(() -> meter.measure(() -> last[0] = new Object()));
        assertThat(bytes).isGreaterThanOrEqualTo(PACKETS_A_ROUND * 8L);
    }
}
