package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.StunFraming;
import dev.rallypoint.turn.StunServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes of TURN clients and of their peers. */
class TurnServerGuidedFuzzTest {
    private static final TurnWorld WORLD = new TurnWorld("turn.bytesPerAllocation=1000000000");
    private static final TurnPlayer PLAYER = WORLD.player("192.0.2.9:4000");
    private static final StunServer SERVER =
            new StunServer(new BindingResponder("Rallypoint"), (from, nowMs) -> true);

    static {
        SERVER.serve(WORLD.server);
        PLAYER.allocate();
        PLAYER.permit(TurnWorld.PEER, TurnWorld.OWN);
        PLAYER.bind(0x4000, TurnWorld.PEER);
    }

    /** A message of a client that has an allocation, a permission and a channel. */
    @FuzzTest
    void message(byte[] bytes) {
        PLAYER.received.clear();
        WORLD.ports.sent.clear();
        SERVER.onMessage(PLAYER.door, PLAYER.address, ByteBuffer.wrap(bytes), WORLD.nowMs);
        PLAYER.received.forEach(
                answer ->
                        assertThat(answer.remaining())
                                .isLessThanOrEqualTo(Math.max(3 * bytes.length, 1)));
        // All are his: some kept inputs are signed, and a fuzzer may learn to ask for another one.
        WORLD.ports.sent.forEach(sent -> assertThat(WORLD.ports.open).containsKey(sent.fromPort()));
    }

    /** A stream of bytes, cut anywhere. */
    @FuzzTest
    void stream(byte[] bytes) {
        List<Integer> whole = lengths(bytes, bytes.length);
        List<Integer> cut = lengths(bytes, 3);
        assertThat(cut).isEqualTo(whole);
    }

    private static List<Integer> lengths(byte[] bytes, int step) {
        StunFraming framing = new StunFraming(2_048);
        List<Integer> lengths = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += step) {
            framing.onBytes(
                    ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)),
                    message -> lengths.add(message.remaining()));
        }
        return lengths;
    }
}
