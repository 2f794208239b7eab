package dev.rallypoint.client.doctor;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * What becomes of a datagram to a port. A connected socket hears what others do not: that the
 * machine is there and refuses it (ICMP port unreachable).
 */
enum UdpReach {
    ANSWERED,
    /** The machine is there, but nothing listens on the port. */
    REFUSED,
    /** Nothing comes back. */
    SILENT,
    /** This machine knows no way to it. */
    NO_ROUTE;

    private static final int TRIES = 3;
    private static final int WAIT_MS = 300;

    /** Asks with a Binding request; blocks for up to a second. */
    static UdpReach of(PeerAddress address, Random random) {
        byte[] buffer = new byte[1_500];
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(address.toInetSocketAddress());
            socket.setSoTimeout(WAIT_MS);
            for (int i = 0; i < TRIES; i++) {
                byte[] request = request(random);
                socket.send(new DatagramPacket(request, request.length));
                if (hears(socket, buffer)) {
                    return ANSWERED;
                }
            }
            return SILENT;
        } catch (PortUnreachableException refused) {
            return REFUSED;
        } catch (IOException noRoute) {
            return NO_ROUTE;
        }
    }

    private static boolean hears(DatagramSocket socket, byte[] buffer) throws IOException {
        try {
            socket.receive(new DatagramPacket(buffer, buffer.length));
            return true;
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }

    private static byte[] request(Random random) {
        ByteBuffer message =
                new StunWriter(StunMessage.HEADER_BYTES)
                        .begin(
                                StunClass.REQUEST,
                                StunMessage.BINDING,
                                TransactionId.random(random::nextBytes))
                        .message();
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }
}
