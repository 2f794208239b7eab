package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a server does for one payload in a match of eight: one open, seven seals. The player's own
 * seal is in the figure, because each datagram can be accepted only once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class NetcodeServerBenchmark {
    private static final int PLAYERS = 8;
    private static final long NOW_MS = 1_750_000_000_000L;
    private static final byte[] KEY = new byte[Aead.KEY_BYTES];
    private static final PeerAddress RELAY = PeerAddress.parse("192.0.2.1:25565");

    @Param({"NETTY_BORINGSSL", "JDK"})
    AeadCandidate candidate;

    @Param("100")
    int bytes;

    private final NetcodeClient[] clients = new NetcodeClient[PLAYERS];
    private final PeerAddress[] addresses = new PeerAddress[PLAYERS];
    private final NetcodeSession[] sessions = new NetcodeSession[PLAYERS];
    private final Match match = new Match();
    private NetcodeServer server;
    private ByteBuffer payload;
    private boolean isConnecting = true;
    private long bytesSent;
    private int next;

    @Setup
    public void connect() {
        Aead aead = candidate.make();
        payload = aead.buffer(bytes);
        server =
                new NetcodeServer(
                        new NetcodeServer.Settings(
                                1, KEY, KEY, OwnAddresses.of(RELAY), 1, PLAYERS, 1200),
                        aead,
                        match,
                        match,
                        this::fromServer,
                        new Random(1)::nextBytes);
        for (int i = 0; i < PLAYERS; i++) {
            addresses[i] = PeerAddress.parse("198.51.100.7:" + (40_000 + i));
            join(i);
        }
        isConnecting = false;
        if (server.sessionCount() != PLAYERS) {
            throw new IllegalStateException(server.sessionCount() + " players");
        }
    }

    private void join(int player) {
        byte[] userData = new byte[PrivateConnectToken.USER_DATA_BYTES];
        userData[0] = (byte) player;
        List<PeerAddress> servers = List.of(RELAY);
        long nowSeconds = NOW_MS / 1000;
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        1, nowSeconds, nowSeconds + 45, player, 5, servers, servers, userData);
        clients[player] =
                new NetcodeClient(
                        ConnectToken.mint102(contents, KEY, new Random(player)::nextBytes),
                        candidate.make(),
                        (to, datagram) ->
                                server.onDatagram(addresses[player], arrived(datagram), NOW_MS),
                        new Player(),
                        NOW_MS);
        clients[player].onTimer(NOW_MS);
    }

    /** While it connects, client and server answer from within each other's calls. */
    private ByteBuffer arrived(ByteBuffer datagram) {
        return isConnecting
                ? ByteBuffer.allocate(datagram.remaining()).put(datagram).flip()
                : datagram;
    }

    private void fromServer(PeerAddress to, ByteBuffer datagram) {
        bytesSent += datagram.remaining();
        if (isConnecting) {
            clients[to.port() - 40_000].onDatagram(RELAY, arrived(datagram), NOW_MS);
        }
    }

    @Benchmark
    public long payloadForSeven() {
        clients[next++ & PLAYERS - 1].send(payload, NOW_MS);
        return bytesSent;
    }

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
        }

        @Override
        public void onPayload(NetcodeSession from, ByteBuffer payload, long nowMs) {
            for (NetcodeSession to : sessions) {
                if (to != from) {
                    server.send(to, payload, nowMs);
                }
            }
        }

        @Override
        public void onDisconnected(NetcodeSession session, NetcodeServer.End end, long nowMs) {}

        @Override
        public void onDrop(DropReason reason) {
            throw new IllegalStateException(reason.label());
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
}
