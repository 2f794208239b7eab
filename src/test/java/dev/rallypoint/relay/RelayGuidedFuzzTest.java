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

    private static final class Conversation {
        private final FuzzedDataProvider data;
        private final RelayRig rig = new RelayRig(1, 0, RelayRig.limits(1_000), new FreeAead());
        private final RelayCounters counters = rig.relay.counters();
        private final List<Player> members = new ArrayList<>();
        private final List<Datagram> material;

        Conversation(FuzzedDataProvider data) {
            this.data = data;
            Forwarding forwarding = data.pickValue(Forwarding.values());
            rig.record();
            for (int slot = 0; slot < MEMBERS; slot++) {
                members.add(rig.joinNow(100 + slot, rig.ticket(forwarding, slot)));
                members.get(slot).send("000001");
            }
            material = List.copyOf(rig.toRelay);
        }

        void go(Step step) {
            switch (step) {
                case STRANGER -> stranger(data.consumeBytes(MAX_BYTES));
                case SPOOFED -> hostile(anyMember().address, data.consumeBytes(MAX_BYTES));
                case MUTATED -> mutated(data.pickValue(material));
                case REPLAYED -> replayed(data.pickValue(material));
                case MEMBER -> say(anyMember(), data.consumeBytes(MAX_BYTES - 200));
                case TIME -> rig.run(data.consumeInt(1, 20) * 10L);
            }
        }

        private Player anyMember() {
            return data.pickValue(members);
        }

        private void stranger(byte[] bytes) {
            long sent = counters.get(Total.BYTES_SENT);
            hostile(rig.freshAddress(), bytes);
            assertThat(counters.get(Total.BYTES_SENT) - sent).isLessThanOrEqualTo(bytes.length);
        }

        private void mutated(Datagram genuine) {
            byte[] bytes = genuine.bytes().clone();
            bytes[data.consumeInt(0, bytes.length - 1)] ^= (byte) (1 << data.consumeInt(0, 7));
            hostile(genuine.from(), bytes);
        }

        private void replayed(Datagram genuine) {
            PeerAddress from = data.consumeBoolean() ? anyMember().address : rig.freshAddress();
            hostile(from, genuine.bytes().clone());
        }

        private static void say(Player member, byte[] payload) {
            if (payload.length > 0) {
                member.send(payload);
            }
        }

        private void hostile(PeerAddress from, byte[] bytes) {
            long received = counters.get(Total.DATAGRAMS_RECEIVED);
            long dropped = counters.dropped();
            long done = counters.get(Total.DATAGRAMS_SENT) + counters.get(Total.MESSAGES_IN);
            rig.relay.onDatagram(from, ByteBuffer.wrap(bytes), rig.nowMs);
            rig.relay.onBatchEnd(false, rig.nowMs);
            long more = counters.get(Total.DATAGRAMS_SENT) + counters.get(Total.MESSAGES_IN) - done;
            assertThat(counters.get(Total.DATAGRAMS_RECEIVED)).isEqualTo(received + 1);
            assertThat(counters.dropped() - dropped)
                    .as("drops, with %d answers", more)
                    .isEqualTo(more == 0 ? 1 : 0);
        }
    }

    /**
     * Each datagram is answered, forwarded or dropped and counted once; no stranger costs a member
     * his seat; strangers are never sent more than they sent.
     */
    @FuzzTest
    void conversation(FuzzedDataProvider data) {
        Conversation conversation = new Conversation(data);
        for (int i = 0; i < STEPS && data.remainingBytes() > 0; i++) {
            conversation.go(data.pickValue(Step.values()));
        }
        assertThat(conversation.counters.get(Total.SESSIONS)).isEqualTo(MEMBERS);
        assertThat(conversation.members).allMatch(Player::isConnected);
    }
}
