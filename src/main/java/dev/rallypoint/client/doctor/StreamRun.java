package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunFraming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Runs a core that asks one server over a connection; blocks the calling thread. */
final class StreamRun {
    private static final int MAX_MESSAGE_BYTES = 4_096;

    private StreamRun() {}

    /**
     * @param socket connected, and through its handshake if it has one
     * @param server the address that the core knows the other end by
     * @throws IOException if the connection ends, or carries something else, before the core is
     *     over
     */
    static void run(DatagramRun.Core core, Socket socket, PeerAddress server) throws IOException {
        StunFraming framing = new StunFraming(MAX_MESSAGE_BYTES);
        byte[] buffer = new byte[MAX_MESSAGE_BYTES];
        core.start((to, message) -> send(socket, message), nowMicros());
        while (!core.isOver()) {
            long waitMicros = Math.max(1_000, core.nextDeadlineMicros() - nowMicros());
            socket.setSoTimeout((int) TimeUnit.MICROSECONDS.toMillis(waitMicros) + 1);
            int count = read(socket, buffer);
            if (count < 0) {
                throw new IOException("the server ends the connection");
            }
            boolean isStun =
                    framing.onBytes(
                            ByteBuffer.wrap(buffer, 0, count),
                            message -> core.onDatagram(server, message, nowMicros()));
            if (!isStun) {
                throw new IOException("the server speaks another protocol than STUN");
            }
            core.onTimer(nowMicros());
        }
    }

    private static int read(Socket socket, byte[] buffer) throws IOException {
        try {
            return socket.getInputStream().read(buffer);
        } catch (SocketTimeoutException nothingYet) {
            return 0;
        }
    }

    private static void send(Socket socket, ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static long nowMicros() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    }
}
