package dev.rallypoint.protocol.direct;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.relay.DirectControl.Peer;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.support.NetworkSimulator;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Two players with keys for each other, in virtual time; routers are what a test makes of them. */
final class PeerWorld {
    static final PeerAddress ANN = PeerAddress.parse("203.0.113.1:40001");
    static final PeerAddress BOB = PeerAddress.parse("203.0.113.2:40002");
    static final PeerAddress ANN_AT_HOME = PeerAddress.parse("10.1.0.2:5000");
    static final PeerAddress BOB_AT_HOME = PeerAddress.parse("10.2.0.2:5000");
    private static final byte[] TO_BOB = key(1);
    private static final byte[] TO_ANN = key(2);

    private static byte[] key(int value) {
        byte[] key = new byte[Aead.KEY_BYTES];
        java.util.Arrays.fill(key, (byte) value);
        return key;
    }

    /** One player. */
    final class Player implements DirectPaths.Output {
        final DirectPaths paths;
        final List<Integer> states = new ArrayList<>();
        final List<Long> statesAtMs = new ArrayList<>();
        final List<Long> served = new ArrayList<>();
        final List<String> news = new ArrayList<>();
        final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
        PeerAddress address;
        private int sequence;

        Player(int slot, PeerAddress address) {
            this.address = address;
            paths =
                    new DirectPaths(
                            slot,
                            Aead.ofJdk(),
                            (to, datagram) -> network.send(this.address, to, datagram),
                            this);
            network.attach(address, this::onDatagram);
        }

        private void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
            paths.onDatagram(from, datagram, nowMs);
        }

        void moveTo(PeerAddress newAddress) {
            network.detach(address);
            address = newAddress;
            network.attach(address, this::onDatagram);
        }

        void sendState() {
            ByteBuffer state = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
            FramedHeader.writeState(state, FramedHeader.Destination.ALL, 0, sequence++);
            paths.sendState(state.rewind(), nowMs());
        }

        @Override
        public void onState(int slot, ByteBuffer payload) {
            states.add(FramedHeader.stateSequence(payload));
            statesAtMs.add(nowMs());
        }

        @Override
        public void onServed(long slots) {
            served.add(slots);
        }

        @Override
        public void onPath(int slot, boolean isDirect) {
            news.add(slot + (isDirect ? " direct" : " relayed"));
        }

        @Override
        public void onDrop(DropReason reason) {
            drops.merge(reason, 1, Integer::sum);
        }
    }

    final NetworkSimulator network;
    final Player ann;
    final Player bob;
    boolean isSilent;

    PeerWorld(long seed, Conditions conditions) {
        network = new NetworkSimulator(seed, conditions, 1_000_000);
        ann = new Player(0, ANN);
        bob = new Player(1, BOB);
    }

    long nowMs() {
        return network.nowMs();
    }

    /** The relay introduces them, 40 ms of round trip away from each. */
    void introduce() {
        introduce(List.of(ANN_AT_HOME, ANN), List.of(BOB_AT_HOME, BOB));
    }

    void introduce(List<PeerAddress> ofAnn, List<PeerAddress> ofBob) {
        ann.paths.onRelayRoundTrip(40);
        bob.paths.onRelayRoundTrip(40);
        ann.paths.introduce(new Peer(1, TO_BOB, TO_ANN, ofBob), nowMs());
        bob.paths.introduce(new Peer(0, TO_ANN, TO_BOB, ofAnn), nowMs());
    }

    /** In steps of 5 ms; both send a state every 50 ms unless they are silent. */
    void run(long forMs) {
        for (long end = nowMs() + forMs; nowMs() < end; ) {
            network.advanceTo(nowMs() + 5);
            for (Player player : List.of(ann, bob)) {
                if (nowMs() >= player.paths.nextDeadlineMs(nowMs())) {
                    player.paths.onTimer(nowMs());
                }
                if (!isSilent && nowMs() % 50 == 0) {
                    player.sendState();
                }
            }
        }
    }

    boolean isDirectBothWays() {
        return ann.paths.isDirect(1) && bob.paths.isDirect(0);
    }
}
