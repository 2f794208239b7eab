package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.netcode.OwnAddresses;
import dev.rallypoint.protocol.relay.Bundle;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.security.Firewall;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;

/** A relay and real netcode clients over a perfect network in memory, in virtual time. */
final class RelayRig {
    static final PeerAddress RELAY = PeerAddress.parse("127.0.0.1:25565");
    static final PeerAddress ELSEWHERE = PeerAddress.parse("127.0.0.2:25565");
    static final UUID LOBBY = UUID.fromString("6f1c3f3e-94a7-4d1b-9d60-0a3f4f3b2c1d");
    static final long PROTOCOL_ID = 0x1122_3344_5566_7788L;
    static final int TIMEOUT_SECONDS = 5;
    static final int TOKEN_LIFETIME_SECONDS = 45;

    private static final int STEP_MS = 10;

    record Datagram(PeerAddress from, PeerAddress to, byte[] bytes) {}

    /** One real client with what it got. */
    final class Player {
        PeerAddress address;
        final long clientId;
        final List<String> received = new ArrayList<>();
        final NetcodeClient client;

        Player(PeerAddress address, long clientId, byte[] token) {
            this.address = address;
            this.clientId = clientId;
            players.put(address, this);
            client =
                    new NetcodeClient(
                            token,
                            aead,
                            (to, datagram) -> enqueue(this.address, to, datagram),
                            new ClientOutput(received),
                            nowMs);
        }

        /** His datagrams come from there now, and what is sent elsewhere is lost. */
        void moveTo(PeerAddress newAddress) {
            players.remove(address);
            address = newAddress;
            players.put(address, this);
        }

        boolean isConnected() {
            return client.state() == NetcodeClient.State.CONNECTED;
        }

        /** Sends hex bytes, and lets the network carry them. */
        void send(String hex) {
            send(HexFormat.of().parseHex(hex));
        }

        void send(byte[] payload) {
            client.send(ByteBuffer.wrap(payload), nowMs);
            settle();
        }

        /** The messages that came since the last question, out of their bundles. */
        List<String> takeMessages() {
            return take().stream().flatMap(payload -> messages(payload).stream()).toList();
        }

        /** The payloads that came since the last question. */
        List<String> take() {
            List<String> taken = List.copyOf(received);
            received.clear();
            return taken;
        }
    }

    private record ClientOutput(List<String> received) implements NetcodeClient.Output {
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
    }

    final Map<PeerAddress, Player> players = new HashMap<>();
    final List<String> sessions = new ArrayList<>();
    final List<Datagram> toRelay = new ArrayList<>();
    final Relay relay;
    long nowMs = 1_790_000_000_000L;
    private final Queue<Datagram> network = new ArrayDeque<>();
    private final Random random;
    private final Entropy entropy;
    private final byte[] key102 = new byte[32];
    private final byte[] key101 = new byte[32];
    private final Aead aead;
    private boolean records;
    private boolean isMute;
    private long tokenSequence = 1;
    private int nextPort;

    RelayRig(long seed) {
        this(seed, 1_000);
    }

    RelayRig(long seed, int handshakesPerSource) {
        this(seed, 0, limits(handshakesPerSource));
    }

    static FilterRules limits(int handshakes) {
        return rules(handshakes, 5_000, 6_000_000);
    }

    /**
     * @param handshakes of a source, with a mark or without; five times as many of the node
     * @param datagrams of a session
     * @param bytes of a session
     */
    static FilterRules rules(int handshakes, int datagrams, int bytes) {
        int ofNode = atMost(5L * handshakes);
        int strangers = atMost(20L * handshakes);
        return new FilterRules(
                FilterRules.Order.ALL,
                new FilterRules.Rates(
                        strangers,
                        strangers,
                        handshakes,
                        handshakes,
                        handshakes,
                        ofNode,
                        ofNode,
                        datagrams,
                        bytes),
                Firewall.OPEN);
    }

    private static int atMost(long rate) {
        return (int) Math.min(1_000_000_000, rate);
    }

    RelayRig(long seed, int coalesceMs, FilterRules limits) {
        this(seed, coalesceMs, limits, Aead.ofJdk());
    }

    /**
     * @param aead of the relay and all players
     */
    RelayRig(long seed, int coalesceMs, FilterRules limits, Aead aead) {
        this(seed, coalesceMs, limits, aead, 0);
    }

    /** A relay that sends so much a second to an address that is not proven. */
    static RelayRig allowing(int unprovenBytesPerSecond) {
        return new RelayRig(20_261_123, 0, limits(1_000), Aead.ofJdk(), unprovenBytesPerSecond);
    }

    private RelayRig(
            long seed, int coalesceMs, FilterRules limits, Aead aead, int unprovenBytesPerSecond) {
        this.aead = aead;
        random = new Random(seed);
        entropy = random::nextBytes;
        random.nextBytes(key102);
        random.nextBytes(key101);
        NetcodeServer.Settings netcode =
                new NetcodeServer.Settings(
                                PROTOCOL_ID,
                                key102,
                                key101,
                                OwnAddresses.of(RELAY),
                                1,
                                25_000,
                                1_300)
                        .withUnprovenBytesPerSecond(unprovenBytesPerSecond);
        relay =
                new Relay(
                        new Relay.Settings(netcode, TOKEN_LIFETIME_SECONDS, coalesceMs, limits, 0),
                        aead,
                        entropy,
                        this::fromRelay,
                        new SessionLog());
    }

    private final class SessionLog implements Relay.Output {
        @Override
        public void sessionOpened(UUID lobbyId, long clientId, int slot) {
            sessions.add("opened " + clientId + " in " + slot);
        }

        @Override
        public void sessionClosed(UUID lobbyId, long clientId, int slot, End end) {
            sessions.add("closed " + clientId + " in " + slot + " " + end);
        }
    }

    /** From now on every datagram to the relay is kept in {@link #toRelay}. */
    void record() {
        records = true;
    }

    /** From now on nothing is carried any more; what players send is still recorded. */
    void mute() {
        isMute = true;
    }

    void unmute() {
        isMute = false;
    }

    private void fromRelay(PeerAddress to, ByteBuffer datagram) {
        if (!isMute) {
            enqueue(RELAY, to, datagram);
        }
    }

    private void enqueue(PeerAddress from, PeerAddress to, ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(datagram.position(), bytes);
        if (!isMute) {
            network.add(new Datagram(from, to, bytes));
        }
        if (records && to.equals(RELAY)) {
            toRelay.add(new Datagram(from, to, bytes));
        }
    }

    PeerAddress freshAddress() {
        int number = nextPort++;
        return PeerAddress.ofIpv4(0x7F00_0001 + (number >> 14), 40_000 + (number & 0x3FFF));
    }

    MatchTicket ticket(Forwarding forwarding, int slot) {
        return ticket(LOBBY, forwarding, slot);
    }

    MatchTicket ticket(UUID lobby, Forwarding forwarding, int slot) {
        return new MatchTicket(lobby, forwarding, slot == 0, slot, 8, nowMs);
    }

    byte[] token(NetcodeVersion version, long clientId, MatchTicket ticket) {
        return token(version, clientId, ticket.encode(), List.of(RELAY));
    }

    /** Names another relay first; its player comes here at once, as if he had gone on. */
    byte[] standbyToken(long clientId, MatchTicket ticket) {
        return token(NetcodeVersion.V1_02, clientId, ticket.encode(), List.of(ELSEWHERE, RELAY));
    }

    private byte[] token(
            NetcodeVersion version, long clientId, byte[] userData, List<PeerAddress> servers) {
        long nowSeconds = nowMs / 1_000;
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        PROTOCOL_ID,
                        nowSeconds,
                        nowSeconds + TOKEN_LIFETIME_SECONDS,
                        clientId,
                        TIMEOUT_SECONDS,
                        List.of(RELAY),
                        servers,
                        userData);
        return version == NetcodeVersion.V1_02
                ? ConnectToken.mint102(contents, key102, entropy)
                : ConnectToken.mint101(contents, tokenSequence++, key101, entropy);
    }

    /** Begins to connect from a fresh address. */
    Player start(long clientId, byte[] token) {
        return new Player(freshAddress(), clientId, token);
    }

    /** Begins to connect with a token that says something else than a ticket. */
    Player startWithUserData(long clientId, byte[] userData) {
        return start(clientId, token(NetcodeVersion.V1_02, clientId, userData, List.of(RELAY)));
    }

    /** Connects a 1.02 player whose id is his slot + 100. */
    Player join(Forwarding forwarding, int slot) {
        return join(NetcodeVersion.V1_02, slot + 100, ticket(forwarding, slot));
    }

    Player join(NetcodeVersion version, long clientId, MatchTicket ticket) {
        Player player = start(clientId, token(version, clientId, ticket));
        for (int i = 0; i < 100 && !player.isConnected(); i++) {
            run(STEP_MS);
        }
        if (!player.isConnected()) {
            throw new AssertionError("not connected: " + player.client.state());
        }
        return player;
    }

    /** Connects without letting time pass. */
    Player joinNow(long clientId, MatchTicket ticket) {
        Player player = start(clientId, token(NetcodeVersion.V1_02, clientId, ticket));
        player.client.onTimer(nowMs);
        settle();
        if (!player.isConnected()) {
            throw new AssertionError("not connected: " + player.client.state());
        }
        return player;
    }

    void run(long forMs) {
        long untilMs = nowMs + forMs;
        while (nowMs < untilMs) {
            nowMs += STEP_MS;
            relay.onTimer(nowMs);
            players.values().forEach(player -> player.client.onTimer(nowMs));
            settle();
        }
    }

    /** Carries everything that is on its way; all that reaches the relay at once is a batch. */
    void settle() {
        while (!network.isEmpty()) {
            for (int batch = network.size(); batch > 0; batch--) {
                carry(network.remove());
            }
            relay.onBatchEnd(false, nowMs);
        }
    }

    private void carry(Datagram datagram) {
        ByteBuffer bytes = ByteBuffer.wrap(datagram.bytes().clone());
        if (datagram.to().equals(RELAY)) {
            relay.onDatagram(datagram.from(), bytes, nowMs);
            return;
        }
        Player player = players.get(datagram.to());
        if (player != null) {
            player.client.onDatagram(datagram.from(), bytes, nowMs);
        }
    }

    /** What a payload of a framed match holds, in hex. */
    static List<String> messages(String payload) {
        ByteBuffer bundle = ByteBuffer.wrap(HexFormat.of().parseHex(payload));
        if (!Bundle.isBundle(bundle)) {
            return List.of(payload);
        }
        List<String> messages = new ArrayList<>();
        bundle.position(Bundle.HEADER_BYTES);
        while (bundle.hasRemaining()) {
            byte[] message = new byte[Bundle.nextBytes(bundle)];
            bundle.position(bundle.position() + Bundle.LENGTH_BYTES).get(message);
            messages.add(HexFormat.of().formatHex(message));
        }
        return messages;
    }

    /** Nothing of this player reaches or leaves the network any more. */
    void unplug(Player player) {
        players.remove(player.address);
    }

    static String repeat(int value, int bytes) {
        byte[] all = new byte[bytes];
        Arrays.fill(all, (byte) value);
        return HexFormat.of().formatHex(all);
    }
}
