package dev.rallypoint.support;

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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Players of raw matches on real sockets, driven by a thread of their own, who count what they hear
 * of each other. The last datagrams that they sent are kept: what somebody on the way would have.
 */
public final class TapedPlayers implements AutoCloseable {
    private static final int TAPE = 2_000;
    private static final int PAYLOAD_BYTES = 100;
    private static final int SOCKET_BYTES = 4 << 20;

    /** A datagram that went to a relay. */
    public record Taped(InetSocketAddress source, byte[] bytes) {}

    /** One connected player, or one who tries to be. */
    public final class Player implements NetcodeClient.Output, Transmit {
        private final DatagramChannel channel;
        private final InetSocketAddress source;
        private final NetcodeClient client;
        private final long startedNanos = System.nanoTime();
        private final CountDownLatch connected = new CountDownLatch(1);
        private volatile long connectedNanos;

        private final boolean talks;

        private Player(byte[] token, boolean talks) throws IOException {
            this.talks = talks;
            channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
            channel.bind(new InetSocketAddress(host, 0)).configureBlocking(false);
            source = (InetSocketAddress) channel.getLocalAddress();
            client = new NetcodeClient(token, Aead.ofJdk(), this, this, nowMs());
        }

        @Override
        public void send(PeerAddress to, ByteBuffer datagram) {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(datagram.position(), bytes);
            keep(new Taped(source, bytes));
            try {
                channel.send(datagram, to.toInetSocketAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onState(NetcodeClient.State from, NetcodeClient.State to, long nowMs) {
            if (to == NetcodeClient.State.CONNECTED) {
                connectedNanos = System.nanoTime();
                connected.countDown();
            }
        }

        @Override
        public void onPayload(ByteBuffer payload, long nowMs) {
            heard.incrementAndGet();
        }

        @Override
        public void onDrop(DropReason reason) {}

        public boolean isConnected() {
            return client.state() == NetcodeClient.State.CONNECTED;
        }

        /** Waits for it; how long it took, or the limit. */
        public double connectMs(long limitMs) throws InterruptedException {
            return connected.await(limitMs, TimeUnit.MILLISECONDS)
                    ? (connectedNanos - startedNanos) / 1e6
                    : limitMs;
        }

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

    private final String host;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(2_048);
    private final List<Player> players = new ArrayList<>();
    private final ConcurrentLinkedQueue<Player> newPlayers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Player> leavers = new ConcurrentLinkedQueue<>();
    private final Deque<Taped> tape = new ArrayDeque<>();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong said = new AtomicLong();
    private final Thread thread = new Thread(this::run, "taped-players");
    private volatile boolean isOver;
    private volatile int hz;
    private long nextBeatNanos;

    /**
     * @param host that they have
     */
    public TapedPlayers(String host) throws IOException {
        this.host = host;
        thread.setDaemon(true);
        thread.start();
    }

    private static long nowMs() {
        return System.currentTimeMillis();
    }

    /** One of a match begins to connect. */
    public Player connect(byte[] token) throws IOException {
        return connect(token, true);
    }

    /** One who says nothing. */
    public Player connectSilently(byte[] token) throws IOException {
        return connect(token, false);
    }

    private Player connect(byte[] token, boolean talks) throws IOException {
        Player player = new Player(token, talks);
        newPlayers.add(player);
        selector.wakeup();
        return player;
    }

    public void leave(Player player) {
        leavers.add(player);
    }

    /** So many messages a second from each who is connected from now on; 0 = silence. */
    public void talk(int messagesPerSecond) {
        hz = messagesPerSecond;
    }

    /** Messages that connected players said. */
    public long said() {
        return said.get();
    }

    /** Messages that players heard of others. */
    public long heard() {
        return heard.get();
    }

    public synchronized List<Taped> tape() {
        return List.copyOf(tape);
    }

    private synchronized void keep(Taped datagram) {
        tape.add(datagram);
        if (tape.size() > TAPE) {
            tape.remove();
        }
    }

    private void run() {
        try {
            nextBeatNanos = System.nanoTime();
            while (!isOver) {
                turn();
            }
            for (Player player : players) {
                player.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void turn() throws IOException {
        selector.select(2);
        for (SelectionKey key : selector.selectedKeys()) {
            ((Player) key.attachment()).receive();
        }
        selector.selectedKeys().clear();
        for (Player player = newPlayers.poll(); player != null; player = newPlayers.poll()) {
            player.channel.register(selector, SelectionKey.OP_READ, player);
            players.add(player);
        }
        for (Player player = leavers.poll(); player != null; player = leavers.poll()) {
            players.remove(player);
            player.client.disconnect(nowMs());
            player.channel.close();
        }
        long nowMs = nowMs();
        players.forEach(player -> player.client.onTimer(nowMs));
        beat();
    }

    private void beat() {
        int rate = hz;
        if (rate == 0) {
            nextBeatNanos = System.nanoTime();
            return;
        }
        while (System.nanoTime() >= nextBeatNanos) {
            nextBeatNanos += 1_000_000_000L / rate;
            for (Player player : players) {
                if (player.talks && player.isConnected()) {
                    player.client.send(ByteBuffer.wrap(new byte[PAYLOAD_BYTES]), nowMs());
                    said.incrementAndGet();
                }
            }
        }
    }

    @Override
    public void close() {
        isOver = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
