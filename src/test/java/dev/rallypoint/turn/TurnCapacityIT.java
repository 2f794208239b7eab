package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.PeerAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** As many allocations as a node is made for, over real sockets, and memory that stays flat. */
class TurnCapacityIT {
    private static final int ALLOCATIONS = 5_000;
    private static final int FIRST_CLIENT_PORT = 10_000;
    private static final int FLOOD = 200_000;
    private static final long HEAP_MARGIN_BYTES = 16 << 20;
    private static final byte[] HELLO = {'h', 'e', 'l', 'l', 'o'};
    private static final long SEED = 17;

    private static long usedHeapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double allocations(StunNode node) {
        return node.figure(Metric.TURN_ALLOCATIONS, "transport", "udp");
    }

    @Test
    void aNodeHasFiveThousandAllocationsAndRefusesTheNext() throws IOException {
        try (StunNode node =
                StunNode.turn(
                        "127.0.0.1",
                        "turn.allowedPeers=127.0.0.0/8",
                        "turn.minPort=20000",
                        "turn.maxPort=32000",
                        "turn.maxAllocations=" + ALLOCATIONS,
                        "turn.allocationsPerPlayer=" + (ALLOCATIONS + 1))) {
            long before = usedHeapBytes();
            long beganNanos = System.nanoTime();
            for (int i = 1; i < ALLOCATIONS; i++) {
                allocateFrom(node, FIRST_CLIENT_PORT + i);
            }
            try (LiveTurnClient last = LiveTurnClient.udp(node);
                    LiveTurnClient other = LiveTurnClient.udp(node)) {
                PeerAddress relayed = last.allocate();
                long tookMs = (System.nanoTime() - beganNanos) / 1_000_000;
                assertThat(allocations(node)).isEqualTo(ALLOCATIONS);
                assertThat(LiveTurnClient.code(other.tryAllocate())).isEqualTo(508);
                long bytesEach = (usedHeapBytes() - before) / ALLOCATIONS;
                System.out.printf(
                        "%d allocations in %d ms, %d bytes of heap each%n",
                        ALLOCATIONS, tookMs, bytesEach);
                assertThat(bytesEach).isLessThan(16_384);
                assertPeersReachIt(last, relayed);
                flood(node);
                assertPeersReachIt(last, relayed);
            }
        }
    }

    /** Each from a port of its own; the server does not see that the client is gone. */
    private static void allocateFrom(StunNode node, int port) throws IOException {
        try (LiveTurnClient client = LiveTurnClient.udp(node, port)) {
            client.allocate();
        }
    }

    private static void assertPeersReachIt(LiveTurnClient client, PeerAddress relayed)
            throws IOException {
        try (DatagramSocket peer = new DatagramSocket(new InetSocketAddress("127.0.0.2", 0))) {
            assertThat(
                            client.permit(
                                    PeerAddress.of(
                                            (InetSocketAddress) peer.getLocalSocketAddress())))
                    .isZero();
            peer.send(new DatagramPacket(HELLO, HELLO.length, relayed.toInetSocketAddress()));
            assertThat(client.receiveData()).contains(HELLO);
        }
    }

    /** Hostile bytes of every kind, as fast as one sender can; nothing is remembered of them. */
    private static void flood(StunNode node) throws IOException {
        Random random = new Random(SEED);
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", node.port());
        long before = usedHeapBytes();
        try (DatagramSocket hostile = new DatagramSocket(new InetSocketAddress("127.0.0.3", 0))) {
            for (int i = 0; i < FLOOD; i++) {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                if (i % 2 == 0 && bytes.length >= 20) {
                    // Something like Allocate, with the cookie.
                    System.arraycopy(
                            new byte[] {0, 3, 0, (byte) (bytes.length - 20 & ~3), 33, 18, -92, 66},
                            0,
                            bytes,
                            0,
                            8);
                }
                hostile.send(new DatagramPacket(bytes, bytes.length, server));
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(node.count("dropped", "not_stun")).isPositive());
        assertThat(usedHeapBytes() - before).as("seed %d", SEED).isLessThan(HEAP_MARGIN_BYTES);
    }
}
