package dev.rallypoint.bench.load;

import dev.rallypoint.bench.process.BenchFailedException;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.runtime.PacketCiphers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** All players of this process, by lobby; connected, and kept so while nothing else happens. */
final class Crowd {
    /** Lobbies whose messages are opened where nothing else is asked for. */
    static final int SAMPLED_LOBBIES = 8;

    private static final int DATAGRAM_BYTES = 2_048;
    private static final int CONNECTING_AT_ONCE = 128;
    private static final int READS_AT_ONCE = 256;
    private static final long REST_NANOS = 200_000;
    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Terms terms;
    private final InetSocketAddress target;
    private final Mint mint;
    private final Aead aead = PacketCiphers.fastest().get();
    private final MessageReader reader;
    private final Tape tape = new Tape();
    private final List<Player> players = new ArrayList<>();
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(DATAGRAM_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    Crowd(Terms terms) {
        this.terms = terms;
        target = PeerAddress.parse(terms.target()).toInetSocketAddress();
        mint = new Mint(terms);
        reader = terms.forwarding() == Forwarding.FRAMED ? new FramedReader() : MessageReader.RAW;
    }

    Terms terms() {
        return terms;
    }

    List<Player> players() {
        return players;
    }

    MessageReader reader() {
        return reader;
    }

    InetSocketAddress target() {
        return target;
    }

    Tape tape() {
        return tape;
    }

    /** For datagrams of the one thread; direct, little-endian. */
    ByteBuffer buffer() {
        return buffer;
    }

    int lobbies() {
        return players.size() / terms.lobbySize();
    }

    /** Connects more lobbies, or disconnects the last ones. */
    void resize(int lobbies) {
        int wanted = lobbies * terms.lobbySize();
        long nowMs = LoadClock.unixMs(LoadClock.nanos());
        while (players.size() > wanted) {
            players.remove(players.size() - 1).leave(nowMs);
        }
        List<Player> fresh = new ArrayList<>();
        int begin = players.size();
        Deque<Integer> missing = new ArrayDeque<>();
        for (int index = begin; index < wanted; index++) {
            missing.add(index);
        }
        connect(missing, fresh);
        fresh.sort(java.util.Comparator.comparingInt(Player::index));
        players.addAll(fresh);
    }

    private void connect(Deque<Integer> missing, List<Player> connected) {
        List<Player> connecting = new ArrayList<>();
        long deadline = LoadClock.nanos() + CONNECT_NANOS;
        while (!missing.isEmpty() || !connecting.isEmpty()) {
            long now = LoadClock.nanos();
            while (!missing.isEmpty() && connecting.size() < CONNECTING_AT_ONCE) {
                connecting.add(player(missing.remove(), LoadClock.unixMs(now)));
                deadline = now + CONNECT_NANOS;
            }
            if (!advance(connecting, connected, LoadClock.unixMs(now))) {
                LockSupport.parkNanos(REST_NANOS);
            }
            if (now > deadline) {
                throw new BenchFailedException(
                        connecting.size() + " players could not connect in 20 s");
            }
        }
    }

    private boolean advance(List<Player> connecting, List<Player> connected, long nowMs) {
        int before = connecting.size();
        for (Iterator<Player> each = connecting.iterator(); each.hasNext(); ) {
            Player player = each.next();
            player.link().keepAlive(nowMs);
            listen(player, nowMs);
            if (!player.link().failure().isEmpty()) {
                throw new BenchFailedException(
                        "a player could not connect: " + player.link().failure());
            }
            if (player.link().isConnected()) {
                connected.add(player);
                each.remove();
            }
        }
        return connecting.size() < before;
    }

    private Player player(int index, long nowMs) {
        int lobby = index / terms.lobbySize();
        int slot = index % terms.lobbySize();
        int number = terms.firstLobby() + lobby;
        PlayerSocket socket = PlayerSocket.open(target, number);
        Link link =
                terms.wire() == Terms.Wire.PLAIN
                        ? new PlainLink(socket, number, slot, terms.payloadBytes())
                        : netcodeLink(socket, number, slot, nowMs);
        return new Player(index, lobby, socket, link);
    }

    /** A player of any lobby, not in the crowd. */
    NetcodeLink netcodeLink(PlayerSocket socket, int lobby, int slot, long nowMs) {
        return new NetcodeLink(socket, mint.token(lobby, slot, nowMs), aead, reader, tape);
    }

    /** Empties every socket until nothing comes, and shows the relay that all are there. */
    void settle() {
        long now = LoadClock.nanos();
        long end = now + SETTLE_NANOS;
        long quietSince = now;
        idle();
        while (now < end && now - quietSince < QUIET_NANOS) {
            boolean heard = false;
            for (Player player : players) {
                heard |= listen(player, LoadClock.unixMs(now));
            }
            now = LoadClock.nanos();
            quietSince = heard ? now : quietSince;
        }
    }

    /** What players do who have nothing to say; to be called about once a second. */
    void idle() {
        long nowMs = LoadClock.unixMs(LoadClock.nanos());
        for (Player player : players) {
            listen(player, nowMs);
            player.link().keepAlive(nowMs);
        }
    }

    private boolean listen(Player player, long nowMs) {
        boolean heard = false;
        for (int i = 0; i < READS_AT_ONCE && player.socket().read(buffer); i++) {
            heard |= player.link().isPayload(buffer);
            player.count(buffer);
            player.link().open(buffer, nowMs, MessageReader.NOBODY);
        }
        return heard;
    }
}
