package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Admission;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.netcode.OwnAddresses;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.RelayControl;
import dev.rallypoint.support.SeededEntropy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The smallest framed relay: the real netcode server core on a real socket and one thread, with
 * forwarding to all and the clock. One match of eight slots.
 */
final class TestRelay {
    static final int SLOTS = 8;
    private static final long PROTOCOL_ID = 77;
    private static final UUID MATCH = new UUID(1, 2);
    private static final byte[] KEY = new byte[32];

    private final DatagramSocket socket;
    private final PeerAddress address;
    private final NetcodeServer server;
    private final Map<Integer, NetcodeSession> sessions = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** Of the one lobby that all relays of a test serve. */
    private static final AtomicLong GENERATION = new AtomicLong();

    private final Future<?> loop;
    private final java.util.concurrent.ExecutorService executor =
            Executors.newSingleThreadExecutor();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private volatile boolean isRouterDue;
    private boolean isRouterRestarted;
    private volatile boolean deaf;
    private volatile boolean mute;
    private volatile boolean closing;

    TestRelay() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(5);
        address = PeerAddress.of((InetSocketAddress) socket.getLocalSocketAddress());
        NetcodeServer.Settings settings =
                new NetcodeServer.Settings(
                        PROTOCOL_ID, KEY, KEY, OwnAddresses.of(address), 1, 100, 1_300);
        server =
                new NetcodeServer(
                        settings,
                        Aead.ofJdk(),
                        new Seats(),
                        new Forwarder(),
                        this::transmit,
                        new SeededEntropy(1));
        loop = executor.submit(this::run);
    }

    /** A connection answer for a slot, as the lobby would give it. */
    CompletableFuture<Api.Connection> connection(int slot) {
        return connection(slot, List.of(address));
    }

    /** As {@link #connection(int)}, with other relays after this one. */
    CompletableFuture<Api.Connection> connection(int slot, TestRelay... standbys) {
        List<PeerAddress> addresses = new ArrayList<>(List.of(address));
        for (TestRelay standby : standbys) {
            addresses.add(standby.address);
        }
        return connection(slot, addresses);
    }

    private CompletableFuture<Api.Connection> connection(int slot, List<PeerAddress> addresses) {
        MatchTicket ticket =
                new MatchTicket(
                        MATCH,
                        Forwarding.FRAMED,
                        slot == 0,
                        slot,
                        SLOTS,
                        GENERATION.incrementAndGet());
        long nowSeconds = System.currentTimeMillis() / 1_000;
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        PROTOCOL_ID,
                        nowSeconds,
                        nowSeconds + 30,
                        1_000 + slot,
                        5,
                        addresses,
                        addresses,
                        ticket.encode());
        byte[] token = ConnectToken.mint102(contents, KEY, new SeededEntropy(ticket.generation()));
        return CompletableFuture.completedFuture(
                new Api.Connection(
                        Base64.getEncoder().encodeToString(token),
                        List.of(address.toString()),
                        slot,
                        "",
                        Optional.empty()));
    }

    PeerAddress address() {
        return address;
    }

    int players() {
        return sessions.size();
    }

    /** Ends a player's session with disconnect packets. */
    void disconnect(int slot) {
        tasks.add(
                () ->
                        server.disconnect(
                                sessions.get(slot),
                                NetcodeServer.End.CLOSED,
                                System.currentTimeMillis()));
    }

    /** Hears, but does not speak from now on. */
    void setMute(boolean nowMute) {
        mute = nowMute;
    }

    /** Messages of players, as far as they were heard. */
    List<String> messages() {
        return messages;
    }

    /** The players' router makes new mappings as soon as this relay has answered one of them. */
    void restartRouterDuringHandshake() {
        isRouterDue = true;
    }

    /** Outside or inside, whichever the address is not. */
    private PeerAddress translated(PeerAddress player) {
        return isRouterRestarted ? player.withPort(player.port() ^ 1) : player;
    }

    /** Neither hears nor speaks from now on, as after a cut cable. */
    void setDeaf(boolean nowDeaf) {
        deaf = nowDeaf;
    }

    private void run() {
        byte[] bytes = new byte[2_048];
        while (!closing) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            receive(new DatagramPacket(bytes, bytes.length));
            server.onTimer(System.currentTimeMillis());
        }
    }

    private void receive(DatagramPacket packet) {
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException nothing) {
            return;
        } catch (IOException closed) {
            return;
        }
        if (!deaf) {
            server.onDatagram(
                    translated(PeerAddress.of((InetSocketAddress) packet.getSocketAddress())),
                    ByteBuffer.wrap(packet.getData(), 0, packet.getLength()),
                    System.currentTimeMillis());
        }
    }

    private void transmit(PeerAddress to, ByteBuffer datagram) {
        if (deaf || mute) {
            return;
        }
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        try {
            socket.send(
                    new DatagramPacket(bytes, bytes.length, translated(to).toInetSocketAddress()));
            isRouterRestarted |= isRouterDue;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws what went wrong on the relay's thread. */
    void close() throws Exception {
        closing = true;
        loop.get();
        executor.shutdown();
        socket.close();
    }

    private static final class Seats implements Admission {
        @Override
        public Seat seat(Claim claim, long nowMs) {
            return new Seat(MatchTicket.decode(claim.userData()).orElseThrow().slot(), SLOTS);
        }

        @Override
        public boolean isNewer(byte[] candidate, NetcodeSession current) {
            return generation(candidate) > (long) current.attachment();
        }

        static long generation(byte[] userData) {
            return MatchTicket.decode(userData).orElseThrow().generation();
        }
    }

    private final class Forwarder implements NetcodeServer.Output {
        @Override
        public void onConnected(NetcodeSession session, byte[] userData, long nowMs) {
            session.attach(Seats.generation(userData));
            sessions.put(session.slot(), session);
        }

        @Override
        public void onPayload(NetcodeSession from, ByteBuffer payload, long nowMs) {
            if (FramedHeader.checkFromClient(payload) != null) {
                throw new IllegalStateException("the client sent a bad frame");
            }
            if (FramedHeader.destination(payload) == Destination.RELAY) {
                ByteBuffer reply =
                        ByteBuffer.allocate(RelayControl.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                RelayControl.writeClockReply(
                        reply, RelayControl.clientMicros(payload), nowMs * 1_000);
                server.send(from, reply.flip(), nowMs);
                return;
            }
            messages.add(StandardCharsets.UTF_8.decode(payload.duplicate()).toString());
            boolean toOne = FramedHeader.destination(payload) == Destination.SLOT;
            int only = FramedHeader.slot(payload);
            FramedHeader.setSource(payload, from.slot());
            for (NetcodeSession session : sessions.values()) {
                if (session != from && (!toOne || session.slot() == only)) {
                    server.send(session, payload, nowMs);
                }
            }
        }

        @Override
        public void onDisconnected(NetcodeSession session, NetcodeServer.End end, long nowMs) {
            sessions.remove(session.slot(), session);
        }

        @Override
        public void onDrop(DropReason reason) {}
    }
}
