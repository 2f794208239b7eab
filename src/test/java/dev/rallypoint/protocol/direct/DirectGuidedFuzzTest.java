package dev.rallypoint.protocol.direct;

import static dev.rallypoint.protocol.direct.PeerWorld.ANN;
import static dev.rallypoint.protocol.direct.PeerWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import java.nio.ByteBuffer;

/** What peers and others send to a player's socket past the relay. */
class DirectGuidedFuzzTest {
    private static final byte[] KEY_OF_BOB = new byte[Aead.KEY_BYTES];

    static {
        java.util.Arrays.fill(KEY_OF_BOB, (byte) 2);
    }

    private static int drops(PeerWorld world) {
        return world.ann.drops.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Without the keys nothing comes of it but one counted drop. */
    @FuzzTest
    void datagram(byte[] bytes) {
        PeerWorld world = new PeerWorld(1, Conditions.PERFECT);
        world.introduce();
        world.ann.paths.onDatagram(BOB, ByteBuffer.wrap(bytes), world.nowMs());
        byte[] addressed = bytes.clone();
        if (addressed.length > 1) {
            addressed[0] = DirectCodec.PREFIX;
            addressed[1] = 1;
        }
        world.ann.paths.onDatagram(BOB, ByteBuffer.wrap(addressed), world.nowMs());
        assertThat(drops(world)).isEqualTo(2);
        assertThat(world.ann.states).isEmpty();
    }

    /**
     * A peer who holds the keys and says anything, from anywhere, at any time: states are states,
     * every datagram is acted on or dropped once, and no address gets more than it sent, but for
     * the knocking that is paced.
     */
    @FuzzTest
    void peer(FuzzedDataProvider data) {
        PeerWorld world = new PeerWorld(1, new Conditions(1, 0, 1, 0));
        world.isSilent = true;
        world.introduce();
        long[] sent = {0};
        world.network.setTap(
                (from, to, datagram) -> sent[0] += from.equals(ANN) ? datagram.length : 0);
        long got = 0;
        long beganMs = world.nowMs();
        int handed = 0;
        Aead.Key key = Aead.ofJdk().key(KEY_OF_BOB);
        DirectCodec codec = new DirectCodec(Aead.ofJdk());
        for (int i = 0; i < 40 && data.remainingBytes() > 0; i++) {
            PeerAddress from = PeerAddress.ofIpv4(data.consumeInt(1, 3), data.consumeInt(1, 3));
            long sequence = data.consumeLong(1, 300) + i * 0x1_0000_0000L;
            byte[] plain = data.consumeBytes(80);
            if (plain.length == 0) {
                continue;
            }
            ByteBuffer datagram = codec.seal(1, sequence, key, ByteBuffer.wrap(plain));
            got += datagram.remaining();
            handed++;
            world.ann.paths.onDatagram(from, datagram, world.nowMs());
            world.run(data.consumeInt(0, 40) * 5L);
        }
        long paced = 60 * (50 + (world.nowMs() - beganMs) / PunchPlan.PACE_MS);
        assertThat(sent[0]).isLessThanOrEqualTo(2 * got + paced);
        assertThat(drops(world) + world.ann.states.size()).isLessThanOrEqualTo(handed);
        assertThat(world.ann.drops.keySet())
                .isSubsetOf(DropReason.REPLAYED, DropReason.BAD_FRAME, DropReason.SOURCE_LIMIT);
    }
}
