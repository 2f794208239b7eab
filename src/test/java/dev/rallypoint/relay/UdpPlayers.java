package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Real netcode clients on real sockets, all driven by the thread of the test. */
final class UdpPlayers implements AutoCloseable {
    private final List<Player> players = new ArrayList<>();
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(2_048);

    final class Player implements NetcodeClient.Output, Transmit {
        final List<String> received = new ArrayList<>();
        final NetcodeClient client;
        private final DatagramChannel channel;

        private Player(byte[] token) throws IOException {
            channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            client = new NetcodeClient(token, Aead.ofJdk(), this, this, nowMs());
        }

        @Override
        public void send(PeerAddress to, ByteBuffer datagram) {
            try {
                channel.send(datagram, to.toInetSocketAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void say(byte[] payload) {
            client.send(ByteBuffer.wrap(payload), nowMs());
        }

        boolean isConnected() {
            return client.state() == NetcodeClient.State.CONNECTED;
        }

        @Override
        public void onState(NetcodeClient.State from, NetcodeClient.State to, long nowMs) {}

        @Override
        public void onPayload(ByteBuffer payload, long nowMs) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(payload.position(), bytes);
            received.add(HexFormat.of().formatHex(bytes));
        }

        @Override
        public void onDrop(DropReason reason) {}

        private void receive() throws IOException {
            for (int i = 0; i < 1_000; i++) {
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer.clear());
                if (from == null) {
                    return;
                }
                client.onDatagram(PeerAddress.of(from), buffer.flip(), nowMs());
            }
        }
    }

    UdpPlayers() throws IOException {
        selector = Selector.open();
    }

    Player connect(byte[] token) throws IOException {
        Player player = new Player(token);
        players.add(player);
        return player;
    }

    static long nowMs() {
        return System.currentTimeMillis();
    }

    List<Player> all() {
        return players;
    }

    /** Drives the clients until the condition holds, at most that long. */
    boolean runUntil(BooleanSupplier condition, long atMostMs) throws IOException {
        long deadlineMs = nowMs() + atMostMs;
        while (!condition.getAsBoolean()) {
            if (nowMs() >= deadlineMs) {
                return false;
            }
            turn();
        }
        return true;
    }

    private void turn() throws IOException {
        selector.select(2);
        for (SelectionKey key : selector.selectedKeys()) {
            ((Player) key.attachment()).receive();
        }
        selector.selectedKeys().clear();
        for (Player player : players) {
            player.client.onTimer(nowMs());
        }
    }

    @Override
    public void close() throws IOException {
        for (Player player : players) {
            player.channel.close();
        }
        selector.close();
    }
}
