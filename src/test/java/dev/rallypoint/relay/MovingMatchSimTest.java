package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.OwnAddresses;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.support.NetworkSimulator;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A match of eight moves from relay to relay to relay; its players follow by the standard. */
class MovingMatchSimTest {
    private static final long PROTOCOL_ID = 77;
    private static final UUID LOBBY = new UUID(4, 5);
    private static final int PLAYERS = 8;
    private static final long START_MS = 1_790_000_000_000L;
    private static final Conditions LOSSY = new Conditions(0.05, 0.05, 10, 40);
    private static final byte[] KEY = new byte[32];
    private static final PeerAddress A = PeerAddress.parse("203.0.113.1:25565");
    private static final PeerAddress B = PeerAddress.parse("203.0.113.2:25565");
    private static final PeerAddress C = PeerAddress.parse("203.0.113.3:25565");
    private static final Set<PeerAddress> ALIASES =
            Set.of(PeerAddress.parse("172.17.0.1:25565"), PeerAddress.parse("127.0.0.1:25565"));

    /** As lobbies mint it: all addresses of the home, then those of each relay next in line. */
    private static final List<PeerAddress> SERVERS =
            List.of(
                    A,
                    PeerAddress.parse("172.17.0.1:25565"),
                    PeerAddress.parse("127.0.0.1:25565"),
                    B,
                    C);

    private final Aead aead = Aead.ofJdk();

    /** One relay with what it told its lobby. */
    private final class Host implements Relay.Output {
        final Map<Long, Integer> seats = new HashMap<>();
        final List<End> ends = new ArrayList<>();
        final Relay relay;

        Host(NetworkSimulator network, PeerAddress address, long seed) {
            NetcodeServer.Settings netcode =
                    new NetcodeServer.Settings(
                            PROTOCOL_ID,
                            KEY,
                            new byte[32],
                            new OwnAddresses(address, ALIASES),
                            1,
                            100,
                            1_300);
            relay =
                    new Relay(
                            new Relay.Settings(netcode, 45, 0, RelayRig.limits(1_000), 0),
                            aead,
                            new SeededEntropy(seed + address.hashCode()),
                            network.transmitOf(address),
                            this);
            network.attach(
                    address,
                    (from, datagram, nowMs) -> {
                        relay.onDatagram(from, datagram, nowMs);
                        relay.onBatchEnd(false, nowMs);
                    });
        }

        @Override
        public void sessionOpened(UUID lobbyId, long clientId, int slot) {
            seats.put(clientId, slot);
        }

        @Override
        public void sessionClosed(UUID lobbyId, long clientId, int slot, End end) {
            seats.remove(clientId);
            ends.add(end);
        }
    }

    private static final class Racer implements NetcodeClient.Output {
        final Set<Integer> heard = new HashSet<>();
        NetcodeClient client;

        @Override
        public void onState(NetcodeClient.State from, NetcodeClient.State to, long nowMs) {}

        @Override
        public void onPayload(ByteBuffer payload, long nowMs) {
            heard.add((int) payload.get(payload.position()));
        }

        @Override
        public void onDrop(DropReason reason) {}
    }

    private NetworkSimulator network;
    private final List<Host> hosts = new ArrayList<>();
    private final List<Racer> racers = new ArrayList<>();
    private final Map<Long, Integer> everybody = new HashMap<>();
    private final Set<String> nonces = new HashSet<>();
    private int repeatedNonces;

    private void begin(long seed) {
        network = new NetworkSimulator(seed, LOSSY, START_MS);
        network.setTap(this::noteNonce);
        for (PeerAddress address : List.of(A, B, C)) {
            hosts.add(new Host(network, address, seed));
        }
        for (int slot = 0; slot < PLAYERS; slot++) {
            everybody.put(100L + slot, slot);
            racers.add(racer(slot, seed));
        }
    }

    private Racer racer(int slot, long seed) {
        long nowSeconds = START_MS / 1_000;
        MatchTicket ticket =
                new MatchTicket(LOBBY, Forwarding.RAW, slot == 0, slot, PLAYERS, START_MS + slot);
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        PROTOCOL_ID,
                        nowSeconds,
                        nowSeconds + 45,
                        100 + slot,
                        5,
                        List.of(A, B, C),
                        SERVERS,
                        ticket.encode());
        PeerAddress address = PeerAddress.ofIpv4(0x0A00_0001, 5_000 + slot);
        Racer racer = new Racer();
        racer.client =
                new NetcodeClient(
                        ConnectToken.mint102(contents, KEY, new SeededEntropy(seed + slot)),
                        aead,
                        network.transmitOf(address),
                        racer,
                        START_MS);
        network.attach(address, racer.client::onDatagram);
        return racer;
    }

    /** Sequences stand in clear behind the prefix; a request has none. */
    private void noteNonce(PeerAddress from, PeerAddress to, byte[] datagram) {
        if (datagram[0] == 0) {
            return;
        }
        boolean isFromRelay = from.port() == A.port();
        int player = isFromRelay ? to.port() : from.port();
        long sequence = 0;
        for (int i = (datagram[0] & 0xFF) >> 4; i > 0; i--) {
            sequence = sequence << 8 | datagram[i] & 0xFF;
        }
        repeatedNonces += nonces.add(isFromRelay + "/" + player + "/" + sequence) ? 0 : 1;
    }

    private void run(long forMs) {
        for (long end = network.nowMs() + forMs; network.nowMs() < end; ) {
            network.advanceTo(network.nowMs() + 5);
            long nowMs = network.nowMs();
            hosts.stream()
                    .filter(host -> nowMs >= host.relay.nextDeadlineMs())
                    .forEach(host -> host.relay.onTimer(nowMs));
            for (Racer racer : racers) {
                racer.client.onTimer(nowMs);
                if (nowMs % 50 == 0) {
                    byte[] state = {(byte) racer.client.clientIndex(), 1, 2, 3};
                    racer.client.send(ByteBuffer.wrap(state), nowMs);
                }
            }
        }
    }

    /**
     * @param newsMs how much later than the old home the new one hears of it; below 0 = before
     */
    private void move(int from, int to, long generation, int newsMs) {
        Relay next = hosts.get(to).relay;
        Relay last = hosts.get(from).relay;
        if (newsMs < 0) {
            next.matchArrived(LOBBY, generation, everybody, network.nowMs());
            run(-newsMs);
        }
        last.matchLeft(LOBBY, generation, network.nowMs());
        if (newsMs >= 0) {
            run(newsMs);
            next.matchArrived(LOBBY, generation, everybody, network.nowMs());
        }
    }

    private void assertThatAllRaceAt(int home, String seed) {
        assertThat(hosts.get(home).seats).as(seed).isEqualTo(everybody);
        for (int slot = 0; slot < PLAYERS; slot++) {
            NetcodeClient client = racers.get(slot).client;
            assertThat(client.state()).as(seed).isEqualTo(NetcodeClient.State.CONNECTED);
            assertThat(client.clientIndex()).as(seed).isEqualTo(slot);
            assertThat(racers.get(slot).heard).as(seed).hasSize(PLAYERS - 1);
            racers.get(slot).heard.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everybodyFollowsTwiceIntoTheSameSlotsAndNoNonceRepeats(long seed) {
        String as = "seed " + seed;
        begin(seed);
        run(3_000);
        assertThatAllRaceAt(0, as);

        move(0, 1, START_MS + PLAYERS, -20);
        run(2_000);
        racers.forEach(racer -> racer.heard.clear());
        run(1_000);
        assertThatAllRaceAt(1, as);
        assertThat(hosts.get(0).seats).as(as).isEmpty();
        assertThat(hosts.get(0).ends).as(as).hasSize(PLAYERS).containsOnly(End.MOVED);

        move(1, 2, START_MS + PLAYERS + 1, 300);
        run(2_000);
        racers.forEach(racer -> racer.heard.clear());
        run(1_000);
        assertThatAllRaceAt(2, as);
        assertThat(hosts.get(1).ends).as(as).hasSize(PLAYERS).containsOnly(End.MOVED);
        assertThat(nonces).as(as).hasSizeGreaterThan(10_000);
        assertThat(repeatedNonces).as(as).isZero();
    }
}
