package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.StunMessage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RegionMeterIT {
    /** Answers Binding requests until it is closed. */
    private static void answer(DatagramSocket socket) {
        BindingResponder responder = new BindingResponder("test");
        byte[] buffer = new byte[1_500];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                PeerAddress from = PeerAddress.of((InetSocketAddress) packet.getSocketAddress());
                ByteBuffer datagram = ByteBuffer.wrap(buffer, 0, packet.getLength());
                StunMessage.parse(datagram)
                        .ifPresent(
                                request ->
                                        responder.onRequest(
                                                from, request, (to, out) -> send(socket, to, out)));
            }
        } catch (SocketException closed) {
            // The test is over.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void send(DatagramSocket socket, PeerAddress to, ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to.toInetSocketAddress()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Api.Region region(String id, String... stuns) {
        return new Api.Region(
                id,
                id,
                List.of(stuns).stream()
                        .map(stun -> new Api.RegionNode(id + "-" + stun, "", stun, 0, false))
                        .toList());
    }

    @Test
    void measuresWhatAnswersAndGoesOnWithoutTheOthers() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket up = new DatagramSocket(0, loopback);
                DatagramSocket silent = new DatagramSocket(0, loopback)) {
            new Thread(() -> answer(up), "stun").start();
            List<Api.Region> regions =
                    List.of(
                            region("here", "localhost:" + up.getLocalPort()),
                            region("silent", "127.0.0.1:" + silent.getLocalPort()),
                            region("nameless", "no-such-host.invalid:3478", "not an address"));

            List<RegionPing> pings =
                    RegionMeter.measure(regions, anybody -> true).get(10, TimeUnit.SECONDS);

            assertThat(pings)
                    .extracting(RegionPing::id)
                    .containsExactly("here", "silent", "nameless");
            assertThat(pings.get(0).rttMs().orElseThrow()).isBetween(0.01, 500.0);
            assertThat(pings.get(0).nodes().get(0).answered()).isEqualTo(5);
            assertThat(pings.get(1).lossShare()).isEqualTo(1);
            assertThat(pings.get(2).nodes()).isEmpty();
        }
    }
}
