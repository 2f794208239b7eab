package dev.rallypoint.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds out what a router does, as RFC 5780 does it, without a STUN server: {@code serve HOST
 * OTHER} answers at two ports of two addresses each, from whichever of the four the question names;
 * {@code ask HOST OTHER} says what type its router is of.
 */
final class NatProbe {
    private static final int PORT = 4_000;
    private static final int OTHER_PORT = 4_001;
    private static final int SILENCE_MS = 400;
    private static final int LARGEST = 64;

    private NatProbe() {}

    public static void main(String[] arguments) throws IOException {
        List<InetSocketAddress> points = points(arguments[1], arguments[2]);
        if (arguments[0].equals("serve")) {
            serve(points);
        } else {
            System.out.println(ask(points));
        }
    }

    private static List<InetSocketAddress> points(String host, String other) throws IOException {
        List<InetSocketAddress> points = new ArrayList<>();
        for (String address : List.of(host, other)) {
            for (int port : new int[] {PORT, OTHER_PORT}) {
                points.add(new InetSocketAddress(InetAddress.getByName(address), port));
            }
        }
        return points;
    }

    private static void serve(List<InetSocketAddress> points) throws IOException {
        List<DatagramSocket> sockets = new ArrayList<>();
        for (InetSocketAddress point : points) {
            sockets.add(new DatagramSocket(point));
        }
        for (DatagramSocket socket : sockets.subList(1, sockets.size())) {
            Thread thread = new Thread(() -> answer(socket, sockets), "probe");
            thread.setDaemon(true);
            thread.start();
        }
        System.out.println("ready");
        answer(sockets.get(0), sockets);
    }

    private static void answer(DatagramSocket at, List<DatagramSocket> sockets) {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        try {
            while (true) {
                packet.setLength(LARGEST);
                at.receive(packet);
                int from = packet.getData()[0];
                byte[] seen = packet.getSocketAddress().toString().getBytes(StandardCharsets.UTF_8);
                sockets.get(from)
                        .send(new DatagramPacket(seen, seen.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An own socket for each question about the filter: what was asked before opens it. */
    private static NatType ask(List<InetSocketAddress> points) throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int point = 0; point < points.size(); point++) {
                String answer = ask(socket, points.get(point), point);
                if (answer.isEmpty()) {
                    return NatType.UDP_BLOCKED;
                }
                seen.add(answer);
            }
            String own = ":" + socket.getLocalPort();
            boolean isOwn = seen.first().endsWith(own) && seen.first().contains("/10.");
            if (seen.size() == 1 && isOwn) {
                return NatType.OPEN;
            }
        }
        if (seen.size() > 1) {
            return NatType.SYMMETRIC;
        }
        if (isAnsweredFrom(3, points)) {
            return NatType.FULL_CONE;
        }
        return isAnsweredFrom(1, points) ? NatType.ADDRESS_RESTRICTED : NatType.PORT_RESTRICTED;
    }

    private static boolean isAnsweredFrom(int other, List<InetSocketAddress> points)
            throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return !ask(socket, points.get(0), other).isEmpty();
        }
    }

    private static String ask(DatagramSocket socket, InetSocketAddress at, int from)
            throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        byte[] question = {(byte) from};
        DatagramPacket answer = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.send(new DatagramPacket(question, question.length, at));
        try {
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException silence) {
            return "";
        }
    }
}
