package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.XorMappedAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What other TURN servers get wrong, over real sockets on loopback. */
class TurnTrapsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
    private static StunNode node;

    @BeforeAll
    static void startNode() {
        node =
                StunNode.turn(
                        "127.0.0.1",
                        "turn.allowedPeers=0.0.0.0/0",
                        "turn.allocationsPerPlayer=1000");
    }

    @AfterAll
    static void stopNode() {
        node.close();
    }

    /** A host without TURN on loopback. */
    private static final class Peer implements AutoCloseable {
        private final DatagramSocket socket;

        Peer() throws IOException {
            socket = new DatagramSocket(new InetSocketAddress("127.0.0.2", 0));
            socket.setSoTimeout(LoopbackClient.PATIENCE_MS);
        }

        PeerAddress address() {
            return PeerAddress.of((InetSocketAddress) socket.getLocalSocketAddress());
        }

        /** Waits for a datagram and sends it back. */
        byte[] echo() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
            socket.receive(packet);
            socket.send(packet);
            return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static double sendFailures() {
        return node.figure(Metric.TURN_DATAGRAMS, "reason", "send_failed");
    }

    /** No route, broadcast, larger than the way takes: elsewhere the allocation dies of it. */
    @Test
    void aFailingSendHarmsNothingElse() throws IOException {
        PeerAddress broadcast = PeerAddress.parse("255.255.255.255:9");
        PeerAddress unreachable = PeerAddress.parse("240.0.0.1:9");
        try (Peer peer = new Peer();
                LiveTurnClient client = LiveTurnClient.udp(node)) {
            client.allocate();
            for (PeerAddress one : new PeerAddress[] {broadcast, unreachable, peer.address()}) {
                assertThat(client.permit(one)).isZero();
            }
            double before = sendFailures();

            client.sendData(broadcast, HELLO);
            client.sendData(unreachable, HELLO);
            client.sendData(peer.address().withPort(0), HELLO);

            await().atMost(PATIENCE).until(() -> sendFailures() >= before + 2);
            client.sendData(peer.address(), HELLO);
            assertThat(peer.echo()).isEqualTo(HELLO);
            assertThat(client.receiveData()).contains(HELLO);
            assertThat(client.refresh(600)).isZero();
        }
    }

    @Test
    void dataWithTheDontFragmentBitArrives() throws IOException {
        try (Peer peer = new Peer();
                LiveTurnClient client = LiveTurnClient.udp(node)) {
            client.allocate();
            client.permit(peer.address());

            client.sendUnfragmented(peer.address(), new byte[1_200]);

            assertThat(peer.echo()).hasSize(1_200);
            assertThat(client.receiveData()).contains(new byte[1_200]);
        }
    }

    @Test
    void aLocalPortThatIsUsedAgainAtOnceMeetsNo437() throws IOException {
        int port;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        for (int round = 0; round < 5; round++) {
            try (LiveTurnClient client = LiveTurnClient.udp(node, port)) {
                client.allocate();
                assertThat(client.refresh(0)).isZero();
            }
        }
    }

    @Test
    void overTcpMessagesMayComeByteByByteAndTogether() throws IOException {
        try (Peer peer = new Peer();
                LiveTurnClient client = LiveTurnClient.tcp(node)) {
            client.allocate();
            assertThat(client.bind(0x4000, peer.address())).isZero();
            byte[] odd = LiveTurnClient.channelData(0x4000, new byte[] {1, 2, 3, 4, 5}, 12);
            for (byte one : odd) {
                client.sendBytes(new byte[] {one});
            }
            assertThat(peer.echo()).containsExactly(1, 2, 3, 4, 5);
            assertThat(client.receiveData()).contains(new byte[] {1, 2, 3, 4, 5});

            byte[] request = client.request(StunMessage.REFRESH, writer -> {});
            client.sendBytes(
                    ByteBuffer.allocate(2 * odd.length + request.length)
                            .put(odd)
                            .put(odd)
                            .put(request)
                            .array());
            peer.echo();
            peer.echo();
            int data = 0;
            int answers = 0;
            for (int i = 0; i < 3; i++) {
                boolean isData =
                        dev.rallypoint.protocol.stun.ChannelData.isChannelData(client.receive());
                data += isData ? 1 : 0;
                answers += isData ? 0 : 1;
            }
            assertThat(data).isEqualTo(2);
            assertThat(answers).isEqualTo(1);
        }
    }

    @Test
    void stunWorksOverTcpToo() throws IOException {
        try (LiveTurnClient client = LiveTurnClient.tcp(node)) {
            client.sendBytes(
                    LoopbackClient.request(new dev.rallypoint.protocol.stun.TransactionId(1, 2)));

            assertThat(XorMappedAddress.find(client.receiveMessage())).isPresent();
        }
    }

    @Test
    void aConnectionThatSpeaksAnotherProtocolIsClosed() throws IOException {
        double before = node.figure(Metric.STUN_CONNECTIONS_CUT, "reason", "not_stun");
        try (LiveTurnClient client = LiveTurnClient.tcp(node)) {
            client.sendBytes("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    node.figure(Metric.STUN_CONNECTIONS_CUT, "reason", "not_stun")
                                            == before + 1);
        } catch (SocketException closed) {
            assertThat(closed).hasMessageContaining("reset");
        }
    }

    @Test
    void twoPlayersMeetOverRelayedAddressesOfBothKinds() throws IOException {
        try (LiveTurnClient one = LiveTurnClient.udp(node);
                LiveTurnClient two = LiveTurnClient.tcp(node)) {
            PeerAddress ofOne = one.allocate();
            PeerAddress ofTwo = two.allocate();
            assertThat(one.bind(0x4000, ofTwo)).isZero();
            assertThat(two.permit(ofOne)).isZero();

            one.sendBytes(LiveTurnClient.channelData(0x4000, HELLO, 0));
            assertThat(two.receiveData()).contains(HELLO);
            two.sendData(ofOne, HELLO);
            assertThat(one.receiveData()).contains(HELLO);
        }
    }
}
