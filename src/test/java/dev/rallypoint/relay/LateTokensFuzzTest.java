package dev.rallypoint.relay;

import static dev.rallypoint.relay.RelayRig.LOBBY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Expired tokens by the hundred thousand while a relay waits for the members of a match. */
class LateTokensFuzzTest {
    private static final long SEED = 4_505;
    private static final int DATAGRAMS = 200_000;
    private static final int EXPECTED_SLOT = 5;
    private static final int TAG_BYTES = 16;

    private final Random random = new Random(SEED);
    private final RelayRig rig = new RelayRig(SEED, 0, RelayRig.rules(DATAGRAMS, 5_000, 6_000_000));
    private final RelayCounters counters = rig.relay.counters();

    private byte[] requestOf(byte[] token) {
        rig.toRelay.clear();
        Player player = rig.start(1, token);
        player.client.onTimer(rig.nowMs);
        rig.unplug(player);
        return rig.toRelay.get(0).bytes();
    }

    /** Late requests of one who is expected, of those who are not, and of one who is at home. */
    private List<byte[]> corpus(byte[] expected) {
        rig.record();
        rig.mute();
        List<byte[]> requests = new ArrayList<>();
        requests.add(requestOf(expected));
        for (int slot = 0; slot < 8; slot++) {
            requests.add(
                    requestOf(rig.standbyToken(200 + slot, rig.ticket(Forwarding.FRAMED, slot))));
        }
        requests.add(
                requestOf(rig.standbyToken(105, rig.ticket(Forwarding.FRAMED, EXPECTED_SLOT - 1))));
        requests.add(
                requestOf(
                        rig.token(
                                NetcodeVersion.V1_02,
                                105,
                                rig.ticket(Forwarding.FRAMED, EXPECTED_SLOT))));
        rig.unmute();
        return requests;
    }

    private byte[] mutant(List<byte[]> corpus) {
        int which = random.nextInt(corpus.size());
        byte[] bytes = corpus.get(which).clone();
        // The expected one intact would only show that a sniffed request is answered: it changes
        // in all but its tag, which says whether it was used.
        if (which == 0 || random.nextInt(4) > 0) {
            bytes[random.nextInt(bytes.length - TAG_BYTES)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    @Test
    void seatOnlyWhomTheMatchWaitsForAndDisturbNobody() {
        byte[] token = rig.standbyToken(105, rig.ticket(Forwarding.FRAMED, EXPECTED_SLOT));
        List<byte[]> corpus = corpus(token);
        long generation = rig.nowMs;
        rig.run(3_600_000);
        Player one = rig.join(Forwarding.FRAMED, 0);
        Player two = rig.join(Forwarding.FRAMED, 1);
        rig.relay.matchArrived(LOBBY, generation, Map.of(105L, EXPECTED_SLOT), rig.nowMs);
        long dropped = counters.dropped();
        two.takeMessages();

        for (int i = 0; i < DATAGRAMS; i++) {
            PeerAddress from = PeerAddress.ofIpv4(random.nextInt(), 1 + random.nextInt(65_535));
            rig.relay.onDatagram(from, ByteBuffer.wrap(mutant(corpus)), rig.nowMs);
            if (i % 10_000 == 0) {
                one.send("0000dd");
                rig.run(1_000);
            }
        }

        String seed = "seed " + SEED;
        assertThat(counters.dropped() - dropped).as(seed).isEqualTo(DATAGRAMS);
        assertThat(counters.dropped(DropReason.BAD_TOKEN)).as(seed).isPositive();
        assertThat(counters.dropped(DropReason.EXPIRED_TOKEN)).as(seed).isPositive();
        assertThat(counters.get(Total.SESSIONS)).as(seed).isEqualTo(2);
        assertThat(two.takeMessages()).as(seed).hasSize(DATAGRAMS / 10_000);

        Player expected = rig.start(105, token);
        rig.run(300);
        assertThat(expected.isConnected()).as(seed).isTrue();
        assertThat(expected.client.clientIndex()).isEqualTo(EXPECTED_SLOT);
    }
}
