package dev.rallypoint.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.BitSet;

/**
 * The other end in tests of the {@link NetworkLab}, as a process of its own: {@code echo HOST PORT}
 * sends datagrams and TCP bytes back; {@code ask HOST PORT COUNT} says how many of its datagrams
 * came back.
 */
final class LabPeer {
    private static final int LARGEST = 2_048;
    private static final int SILENCE_MS = 1_000;

    private static final long PERIOD_NANOS = 20_000;

    private LabPeer() {}

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(
                        InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2]));
        if (arguments[0].equals("echo")) {
            echo(address);
        } else {
            System.out.println(ask(address, Integer.parseInt(arguments[3])));
        }
    }

    private static void echo(InetSocketAddress at) throws IOException {
        try (ServerSocket tcp = new ServerSocket(at.getPort(), 1, at.getAddress());
                DatagramSocket udp = new DatagramSocket(at)) {
            Thread stream = new Thread(() -> echoOne(tcp), "echo-tcp");
            stream.setDaemon(true);
            stream.start();
            System.out.println("ready");
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (true) {
                packet.setLength(LARGEST);
                udp.receive(packet);
                udp.send(packet);
            }
        }
    }

    private static void echoOne(ServerSocket at) {
        try (Socket socket = at.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException cutOff) {
            System.out.println("cut off: " + cutOff.getMessage());
        }
    }

    /**
     * Sends numbered datagrams at an even pace, and waits for what comes back.
     *
     * @param count up to 200 fit into the buffers of sockets that nobody reads for a while
     */
    static int ask(InetSocketAddress peer, int count) throws IOException {
        BitSet back = new BitSet();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(SILENCE_MS);
            socket.connect(peer);
            Thread sender = new Thread(() -> send(socket, count), "asker");
            sender.start();
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (back.cardinality() < count) {
                socket.receive(packet);
                back.set((packet.getData()[0] & 255) << 8 | packet.getData()[1] & 255);
            }
        } catch (SocketTimeoutException silent) {
            return back.cardinality();
        }
        return back.cardinality();
    }

    private static void send(DatagramSocket socket, int count) {
        long beganNanos = System.nanoTime();
        try {
            for (int number = 0; number < count; number++) {
                while (System.nanoTime() - beganNanos < number * PERIOD_NANOS) {
                    Thread.onSpinWait();
                }
                byte[] body = {(byte) (number >> 8), (byte) number};
                socket.send(new DatagramPacket(body, body.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
