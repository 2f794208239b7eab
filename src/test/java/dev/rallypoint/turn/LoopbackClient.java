package dev.rallypoint.turn;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A plain UDP socket on loopback that asks one STUN port. */
final class LoopbackClient implements AutoCloseable {
    static final int PATIENCE_MS = 5_000;
    private final DatagramSocket socket;
    private final InetSocketAddress server;

    LoopbackClient(String host, int serverPort) throws IOException {
        InetAddress loopback = InetAddress.getByName(host);
        socket = new DatagramSocket(new InetSocketAddress(loopback, 0));
        socket.setSoTimeout(PATIENCE_MS);
        server = new InetSocketAddress(loopback, serverPort);
    }

    PeerAddress self() {
        return PeerAddress.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, server));
    }

    void ask(TransactionId id) throws IOException {
        send(request(id));
    }

    static byte[] request(TransactionId id) {
        ByteBuffer message =
                new StunWriter(StunMessage.HEADER_BYTES)
                        .begin(StunClass.REQUEST, StunMessage.BINDING, id)
                        .message();
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }

    /** The next answer; empty if none came in time. */
    Optional<StunMessage> receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        return StunMessage.parse(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
