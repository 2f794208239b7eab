package dev.rallypoint.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.protocol.PeerAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NettyUdpPortIT {
    /** Below net.core.rmem_max's usual default. */
    private static final int BUFFER_BYTES = 200_000;

    private Vertx vertx;
    private Context context;

    private NettyUdpPort port(boolean epoll) {
        VertxOptions options = new VertxOptions().setPreferNativeTransport(epoll);
        vertx = Vertx.vertx(options);
        assertThat(vertx.isNativeTransportEnabled()).isEqualTo(epoll);
        context = ((VertxInternal) vertx).createEventLoopContext();
        return new NettyUdpPort(context, BUFFER_BYTES);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @AfterEach
    void closeVertx() throws Exception {
        result(vertx.close());
    }

    private static DatagramPacket packet(String text, int port) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), port);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersEveryDatagramOfABurstAndCountsThem(boolean epoll) throws Exception {
        NettyUdpPort port = port(epoll);
        result(port.open("127.0.0.1", 0, port::send));
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            peer.setSoTimeout(5_000);
            peer.setReceiveBufferSize(1 << 20);
            for (int i = 0; i < 200; i++) {
                peer.send(packet("datagram " + i, port.port()));
            }
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            for (int i = 0; i < 200; i++) {
                answer.setLength(100);
                peer.receive(answer);
                assertThat(new String(answer.getData(), 0, answer.getLength(), "US-ASCII"))
                        .isEqualTo("datagram " + i);
            }
        }

        assertThat(port.datagramsIn()).isEqualTo(200);
        assertThat(port.datagramsOut()).isEqualTo(200);
        assertThat(port.bytesOut())
                .isEqualTo(port.bytesIn())
                .isEqualTo(200 * 9 + 10 + 90 * 2 + 300);
        assertThat(port.sendFailures()).isZero();
        result(port.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatATimerSendsLeavesBeforeThePortCloses(boolean epoll) throws Exception {
        NettyUdpPort port = port(epoll);
        result(port.open("127.0.0.1", 0, (from, datagram) -> {}));
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            peer.setSoTimeout(5_000);
            peer.setReceiveBufferSize(1 << 20);
            PeerAddress to = PeerAddress.of((InetSocketAddress) peer.getLocalSocketAddress());
            context.runOnContext(
                    timer -> {
                        for (int i = 0; i < 100; i++) {
                            port.send(to, ByteBuffer.wrap(new byte[] {(byte) i}));
                        }
                        port.close();
                    });
            DatagramPacket received = new DatagramPacket(new byte[10], 10);
            for (int i = 0; i < 100; i++) {
                peer.receive(received);
                assertThat(received.getData()[0]).isEqualTo((byte) i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onAllInterfacesItServesIpv4AndIpv6AndTellsThemApart(boolean epoll) throws Exception {
        NettyUdpPort port = port(epoll);
        Queue<PeerAddress> seen = new ConcurrentLinkedQueue<>();
        result(
                port.open(
                        "::",
                        0,
                        (from, datagram) -> {
                            seen.add(from);
                            port.send(from, datagram);
                        }));
        for (String loopback : new String[] {"127.0.0.1", "::1"}) {
            InetAddress address = InetAddress.getByName(loopback);
            try (DatagramSocket peer = new DatagramSocket(0, address)) {
                peer.setSoTimeout(5_000);
                peer.send(new DatagramPacket(new byte[] {7}, 1, address, port.port()));
                DatagramPacket answer = new DatagramPacket(new byte[10], 10);
                peer.receive(answer);

                assertThat(answer.getAddress()).isEqualTo(address);
                assertThat(seen.remove())
                        .isEqualTo(
                                PeerAddress.of((InetSocketAddress) peer.getLocalSocketAddress()));
            }
        }
        assertThat(port.sendFailures()).isZero();
        result(port.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsEveryDatagramThatTheKernelRefuses(boolean epoll) throws Exception {
        NettyUdpPort port = port(epoll);
        result(port.open("127.0.0.1", 0, (from, datagram) -> {}));
        PeerAddress nobody = PeerAddress.parse("127.0.0.1:9");

        // 70,000 bytes are more than a UDP datagram can have: EMSGSIZE.
        context.runOnContext(
                timer -> {
                    for (int i = 0; i < 5; i++) {
                        port.send(nobody, ByteBuffer.allocate(70_000));
                    }
                });

        await().untilAsserted(() -> assertThat(port.sendFailures()).isEqualTo(5));
        result(port.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reportsWhatTheKernelGrantedOfTheBuffers(boolean epoll) throws Exception {
        NettyUdpPort port = port(epoll);
        result(port.open("127.0.0.1", 0, (from, datagram) -> {}));

        assertThat(port.grantedReceiveBufferBytes()).isEqualTo(BUFFER_BYTES);
        assertThat(port.grantedSendBufferBytes()).isEqualTo(BUFFER_BYTES);
        result(port.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsToOpenAPortThatIsTaken(boolean epoll) throws Exception {
        NettyUdpPort port = port(epoll);
        AtomicInteger datagrams = new AtomicInteger();
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            Future<Void> opened =
                    port.open(
                            "127.0.0.1",
                            taken.getLocalPort(),
                            (from, datagram) -> datagrams.incrementAndGet());
            await().until(opened::isComplete);

            assertThat(opened.cause()).isInstanceOf(java.io.IOException.class);
            assertThat(opened.cause().getMessage()).contains("in use");
        }
        result(port.close());
    }
}
