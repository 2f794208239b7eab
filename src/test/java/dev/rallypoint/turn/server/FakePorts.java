package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.IpFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Relayed ports without a network: what was sent is kept, what comes is said. */
final class FakePorts implements RelayedPorts {
    /** Data that left through a relayed port. */
    record Sent(int fromPort, PeerAddress to, String data, boolean unfragmented) {}

    final List<Sent> sent = new ArrayList<>();
    final Set<Integer> taken = new HashSet<>();
    final Map<Integer, Port> open = new HashMap<>();
    private final boolean canForbidFragments;

    /** Counts what is sent instead of keeping it. */
    boolean isQuiet;

    long sentQuietly;

    FakePorts(boolean canForbidFragments) {
        this.canForbidFragments = canForbidFragments;
    }

    @Override
    public Optional<RelayedPort> open(IpFamily family, int port) {
        if (taken.contains(port) || open.containsKey(port)) {
            return Optional.empty();
        }
        Port bound = new Port(port);
        open.put(port, bound);
        return Optional.of(bound);
    }

    @Override
    public boolean canForbidFragments() {
        return canForbidFragments;
    }

    /** A peer sends to a relayed port. */
    void receive(int port, PeerAddress from, byte[] data, long nowMs) {
        ByteBuffer buffer =
                ByteBuffer.allocate(
                        RelayedPort.HEADROOM_BYTES + data.length + RelayedPort.TAIL_BYTES);
        buffer.put(RelayedPort.HEADROOM_BYTES, data)
                .limit(RelayedPort.HEADROOM_BYTES + data.length)
                .position(RelayedPort.HEADROOM_BYTES);
        open.get(port).receiver.onDatagram(from, buffer, nowMs);
    }

    private static String text(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    final class Port implements RelayedPort {
        private final int number;
        private Receiver receiver = (from, datagram, nowMs) -> {};

        Port(int number) {
            this.number = number;
        }

        @Override
        public int port() {
            return number;
        }

        @Override
        public void receiveWith(Receiver newReceiver) {
            receiver = newReceiver;
        }

        @Override
        public void send(PeerAddress peer, ByteBuffer datagram) {
            keep(peer, datagram, false);
        }

        @Override
        public void sendUnfragmented(PeerAddress peer, ByteBuffer datagram) {
            keep(peer, datagram, true);
        }

        private void keep(PeerAddress peer, ByteBuffer datagram, boolean unfragmented) {
            if (isQuiet) {
                sentQuietly += datagram.remaining();
            } else {
                sent.add(new Sent(number, peer, text(datagram), unfragmented));
            }
        }

        Receiver receiver() {
            return receiver;
        }

        @Override
        public void close() {
            open.remove(number);
        }
    }
}
