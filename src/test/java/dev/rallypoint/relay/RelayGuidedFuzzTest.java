package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Datagram;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A whole relay with three members of a match, and whatever they and strangers send it. */
class RelayGuidedFuzzTest {
    private static final int MEMBERS = 3;
    private static final int STEPS = 24;
    private static final int MAX_BYTES = 1_400;

    private enum Step {
        /** Bytes from an address without a session. */
        STRANGER,
        /** Bytes from a member's address that nobody sealed. */
        SPOOFED,
        /** A genuine datagram, changed in one place. */
        MUTATED,
        /** A genuine datagram again, from anywhere. */
        REPLAYED,
        /** A payload that a member sealed. */
        MEMBER,
        TIME
    }

    /**
     * Each datagram is answered, forwarded or dropped and counted once; no stranger costs a member
     * his seat; strangers are never sent more than they sent.
     */
    @FuzzTest
    void conversation(FuzzedDataProvider data) {
        Forwarding forwarding = data.pickValue(Forwarding.values());
        RelayRig rig = new RelayRig(1, 0, RelayRig.limits(1_000), new FreeAead());
        rig.record();
        List<Player> members = new ArrayList<>();
        for (int slot = 0; slot < MEMBERS; slot++) {
            members.add(rig.joinNow(100 + slot, rig.ticket(forwarding, slot)));
            members.get(slot).send("000001");
        }
        List<Datagram> material = List.copyOf(rig.toRelay);
        RelayCounters counters = rig.relay.counters();
        for (int i = 0; i < STEPS && data.remainingBytes() > 0; i++) {
            long received = counters.get(Total.DATAGRAMS_RECEIVED);
            long sent = counters.get(Total.BYTES_SENT);
            Step step = data.pickValue(Step.values());
            switch (step) {
                case STRANGER -> {
                    byte[] bytes = data.consumeBytes(MAX_BYTES);
                    hostile(rig, rig.freshAddress(), bytes);
                    assertThat(counters.get(Total.BYTES_SENT) - sent)
                            .isLessThanOrEqualTo(bytes.length);
                }
                case SPOOFED ->
                        hostile(rig, data.pickValue(members).address, data.consumeBytes(MAX_BYTES));
                case MUTATED -> {
                    Datagram genuine = data.pickValue(material);
                    hostile(rig, genuine.from(), mutated(genuine.bytes(), data));
                }
                case REPLAYED -> {
                    PeerAddress from =
                            data.consumeBoolean()
                                    ? data.pickValue(members).address
                                    : rig.freshAddress();
                    hostile(rig, from, data.pickValue(material).bytes().clone());
                }
                case MEMBER -> {
                    byte[] payload = data.consumeBytes(MAX_BYTES - 200);
                    if (payload.length > 0) {
                        data.pickValue(members).send(payload);
                    }
                }
                case TIME -> rig.run(data.consumeInt(1, 20) * 10L);
            }
            if (step != Step.TIME && step != Step.MEMBER) {
                assertThat(counters.get(Total.DATAGRAMS_RECEIVED)).isEqualTo(received + 1);
            }
        }
        assertThat(counters.get(Total.SESSIONS)).isEqualTo(MEMBERS);
        assertThat(members).allMatch(Player::isConnected);
    }

    private static void hostile(RelayRig rig, PeerAddress from, byte[] bytes) {
        RelayCounters counters = rig.relay.counters();
        long dropped = counters.dropped();
        long done = counters.get(Total.DATAGRAMS_SENT) + counters.get(Total.MESSAGES_IN);
        rig.relay.onDatagram(from, ByteBuffer.wrap(bytes), rig.nowMs);
        rig.relay.onBatchEnd(false, rig.nowMs);
        long more = counters.get(Total.DATAGRAMS_SENT) + counters.get(Total.MESSAGES_IN) - done;
        assertThat(counters.dropped() - dropped)
                .as("drops, with %d answers", more)
                .isEqualTo(more == 0 ? 1 : 0);
    }

    private static byte[] mutated(byte[] genuine, FuzzedDataProvider data) {
        byte[] bytes = genuine.clone();
        bytes[data.consumeInt(0, bytes.length - 1)] ^= (byte) (1 << data.consumeInt(0, 7));
        return bytes;
    }
}
