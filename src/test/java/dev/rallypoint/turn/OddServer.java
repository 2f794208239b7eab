package dev.rallypoint.turn;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.StunMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A STUN server on loopback that lies about the address it saw, or never answers. */
final class OddServer implements AutoCloseable {
    private final DatagramSocket socket;
    private final Optional<PeerAddress> lie;
    private final AtomicInteger requests = new AtomicInteger();

    private OddServer(Optional<PeerAddress> lie) throws IOException {
        this.lie = lie;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread thread = new Thread(this::serve, "odd-stun-server");
        thread.setDaemon(true);
        thread.start();
    }

    static OddServer lying(String address) throws IOException {
        return new OddServer(Optional.of(PeerAddress.parse(address)));
    }

    static OddServer silent() throws IOException {
        return new OddServer(Optional.empty());
    }

    String name() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        BindingResponder responder = new BindingResponder("odd");
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
            } catch (IOException closed) {
                return;
            }
            requests.incrementAndGet();
            StunMessage request =
                    StunMessage.parse(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()))
                            .orElseThrow();
            lie.ifPresent(
                    address ->
                            responder.onRequest(
                                    address, request, (to, answer) -> reply(answer, packet)));
        }
    }

    private void reply(ByteBuffer answer, DatagramPacket request) {
        byte[] bytes = new byte[answer.remaining()];
        answer.get(bytes);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, request.getSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
