package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.ChannelData;
import dev.rallypoint.support.AllocationMeter;
import dev.rallypoint.turn.StunServer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In steady state the packet path of TURN makes no object. */
class TurnAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 10;
    private static final int PACKETS_A_ROUND = 1_000;
    private static final int PACKETS = WARM_UP + ROUNDS * PACKETS_A_ROUND;
    private static final PeerAddress PEER = TurnWorld.PEER;
    private static final PeerAddress OTHER = PeerAddress.parse("198.51.100.8:7");

    private final TurnWorld world = new TurnWorld("turn.bytesPerAllocation=1000000000");
    private final TurnPlayer player = world.player("192.0.2.9:4000");
    private final AllocationMeter meter = new AllocationMeter();
    private final StunServer server =
            new StunServer(new BindingResponder("Rallypoint"), (from, nowMs) -> true);
    private RelayedPort.Receiver relayed;
    private PeerAddress relayedAddress;

    @BeforeEach
    void allocate() {
        server.serve(world.server);
        relayedAddress = player.allocate();
        player.permit(PEER, OTHER);
        player.bind(0x4001, PEER);
        relayed = world.ports.open.get(relayedAddress.port()).receiver();
        player.isQuiet = true;
        world.ports.isQuiet = true;
    }

    private long bytesPerRound(Runnable packet) {
        repeat(packet, WARM_UP);
        meter.take();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            repeat(packet, PACKETS_A_ROUND);
            least = Math.min(least, meter.take());
        }
        return least;
    }

    private static void repeat(Runnable step, int times) {
        for (int i = 0; i < times; i++) {
            step.run();
        }
    }

    private static ByteBuffer direct(ByteBuffer message) {
        return ByteBuffer.allocateDirect(message.remaining()).put(message.duplicate()).flip();
    }

    private Runnable fromClient(ByteBuffer message) {
        int length = message.limit();
        return () ->
                meter.measure(
                        () ->
                                server.onMessage(
                                        player.door,
                                        player.address,
                                        message.limit(length).position(0),
                                        world.nowMs));
    }

    private Runnable fromPeer(PeerAddress peer) {
        ByteBuffer datagram = ByteBuffer.allocateDirect(1_024);
        return () ->
                meter.measure(
                        () ->
                                relayed.onDatagram(
                                        peer, datagram.limit(200).position(100), world.nowMs));
    }

    @Test
    void channelDataOfAClient() {
        ByteBuffer message = direct(TurnPlayer.channelData(0x4001, "x".repeat(100)));

        assertThat(bytesPerRound(fromClient(message))).isZero();
        assertThat(world.ports.sentQuietly).isEqualTo(100L * PACKETS);
    }

    @Test
    void sendIndicationsOfAClient() {
        ByteBuffer message = direct(player.indication(OTHER, "x".repeat(100)).message());

        assertThat(bytesPerRound(fromClient(message))).isZero();
        assertThat(world.ports.sentQuietly).isEqualTo(100L * PACKETS);
    }

    @Test
    void dataOfAPeerWithAChannel() {
        assertThat(bytesPerRound(fromPeer(PEER))).isZero();
        assertThat(player.receivedQuietly).isEqualTo((100L + ChannelData.HEADER_BYTES) * PACKETS);
    }

    @Test
    void dataOfAPeerWithoutAChannel() {
        assertThat(bytesPerRound(fromPeer(OTHER))).isZero();
        assertThat(player.receivedQuietly).isEqualTo(136L * PACKETS);
    }

    @Test
    void dataOfStrangers() {
        assertThat(bytesPerRound(fromPeer(PeerAddress.parse("198.51.100.9:1")))).isZero();
        assertThat(player.receivedQuietly).isZero();
    }

    @Test
    void dataFromOneAllocationToAnother() {
        TurnPlayer second = world.player("192.0.2.10:4000");
        PeerAddress theirs = second.allocate();
        second.permit(relayedAddress);
        second.isQuiet = true;
        player.isQuiet = false;
        player.bind(0x4002, theirs);
        player.isQuiet = true;
        ByteBuffer message = direct(TurnPlayer.channelData(0x4002, "x".repeat(100)));

        assertThat(bytesPerRound(fromClient(message))).isZero();
        assertThat(second.receivedQuietly).isEqualTo(136L * PACKETS);
    }

    @Test
    void theMeterNoticesASingleObject() {
        Object[] last = new Object[1];
        assertThat(bytesPerRound(() -> meter.measure(() -> last[0] = new Object())))
                .isGreaterThanOrEqualTo(PACKETS_A_ROUND * 8L);
    }
}
