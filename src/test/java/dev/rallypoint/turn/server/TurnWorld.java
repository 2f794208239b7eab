package dev.rallypoint.turn.server;

import dev.rallypoint.contract.TurnConfig;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A TURN server with a clock of our own and ports without a network. */
final class TurnWorld {
    static final PeerAddress OWN = PeerAddress.parse("203.0.113.1:0");
    static final PeerAddress OWN6 = PeerAddress.parse("[2001:db8::1]:0");
    static final PeerAddress PEER = PeerAddress.parse("198.51.100.7:5000");
    static final PeerAddress PEER6 = PeerAddress.parse("[2001:db8::7]:5000");
    static final TurnSecret SECRET = TurnSecret.derivedFrom(new byte[] {1});

    final FakePorts ports;
    final TreeMap<String, Integer> outcomes = new TreeMap<>();
    final List<TurnSecret> secrets = new ArrayList<>(List.of(SECRET));
    final TurnServer server;
    long nowMs = 1_700_000_000_000L;

    TurnWorld(String... settings) {
        this(List.of(OWN, OWN6), settings);
    }

    TurnWorld(List<PeerAddress> relayedHosts, String... settings) {
        this(new FakePorts(true), relayedHosts, settings);
    }

    /** One that cannot forbid fragments. */
    static TurnWorld withFragments() {
        return new TurnWorld(new FakePorts(false), List.of(OWN));
    }

    private TurnWorld(FakePorts ports, List<PeerAddress> relayedHosts, String... settings) {
        this.ports = ports;
        TurnConfig config = new ConfigLoader().assignments(Arrays.asList(settings)).load().turn();
        PeerPolicy policy =
                new PeerPolicy(
                        PeerPolicy.blocks(config.deniedPeers()),
                        PeerPolicy.blocks(config.allowedPeers()),
                        List.of(OWN, OWN6));
        server =
                new TurnServer(
                        new TurnTerms(config, relayedHosts, policy, () -> secrets),
                        ports,
                        new SeededEntropy(7),
                        (method, code) -> outcomes.merge(method + " " + code, 1, Integer::sum));
    }

    /** A client of this server, over UDP, with good credentials. */
    TurnPlayer player(String address) {
        return player(address, ClientTransport.UDP);
    }

    TurnPlayer player(String address, ClientTransport transport) {
        return new TurnPlayer(this, PeerAddress.parse(address), transport);
    }

    Optional<DropReason> request(ClientDoor door, PeerAddress from, ByteBuffer message) {
        return server.onRequest(door, from, StunMessage.parse(message).orElseThrow(), nowMs);
    }

    long dropped(DropReason reason) {
        return server.counters().dropped(reason);
    }

    int allocations() {
        return Arrays.stream(ClientTransport.values()).mapToInt(server::allocations).sum();
    }
}
